using Spectre.Console;
using Words = Spectre.Console.Text;

namespace Unroll.Cli.Output;

/// <summary>
/// Tables on standard error: aligned columns, no lines drawn around them, so that a screen reader reads words and numbers only,
/// and nothing but ASCII of our own.
/// </summary>
static class Tables
{
    static readonly Style Bold = new(decoration: Decoration.Bold);
    static readonly IAnsiConsole Screen = Create();

    /// <summary>A heading on a line of its own.</summary>
    internal static void Heading(string text)
    {
        Screen.WriteLine();
        Screen.Write(new Words(text, Bold));
        Screen.WriteLine();
    }

    /// <summary>Names, their values and a remark on each; a long remark goes on below itself.</summary>
    internal static void PrintFacts(IEnumerable<(string Name, string Value, string Remark)> facts)
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns(
            new TableColumn("") { NoWrap = true, Padding = new Padding(2, 0) },
            new TableColumn("") { NoWrap = true, Padding = new Padding(0, 0), Alignment = Justify.Right },
            new TableColumn("") { Padding = new Padding(2, 0) });
        foreach ((string name, string value, string remark) in facts)
        {
            table.AddRow(new Words(name), new Words(value), new Words(remark));
        }
        Screen.Write(table);
    }

    /// <summary>Rows under their headings, the first column to the left, the numbers to the right.</summary>
    internal static void PrintNumbers(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = headings.Any(heading => heading.Length > 0) };
        for (int i = 0; i < headings.Count; i++)
        {
            table.AddColumn(new TableColumn(new Words(Messages.OneLine(headings[i]), Bold))
            {
                NoWrap = i > 0,
                Padding = new Padding(2, 0, 0, 0),
                Alignment = i == 0 ? Justify.Left : Justify.Right,
            });
        }
        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(cell => new Words(Messages.OneLine(cell))));
        }
        Screen.Write(table);
    }

    static IAnsiConsole Create()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Terminal.Styled ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Error),
        });
        console.Profile.Width = Terminal.Width(Console.IsErrorRedirected);
        return console;
    }
}
