using Spectre.Console;
using Spectre.Console.Rendering;
using Words = Spectre.Console.Text;

namespace Unroll.Cli.Output;

/// <summary>
/// Headings and tables for a person: aligned columns, no lines drawn around them, so that a screen reader reads words and numbers only,
/// and nothing but ASCII of our own.
/// </summary>
sealed class Page
{
    /// <summary>On standard error, where everything goes that is not the result.</summary>
    internal static readonly Page Remarks = new(Console.Error, Console.IsErrorRedirected);

    /// <summary>On standard output, where the tables themselves are the result.</summary>
    internal static readonly Page Results = new(Console.Out, Console.IsOutputRedirected);

    static readonly Style Bold = new(decoration: Decoration.Bold), Plain = Style.Plain;
    static readonly Padding Margin = new(2, 0, 0, 0);

    readonly TextWriter writer;
    readonly bool redirected;

    Page(TextWriter writer, bool redirected) => (this.writer, this.redirected) = (writer, redirected);

    /// <summary>Characters in a line.</summary>
    internal int Width => Terminal.Width(redirected);

    /// <summary>A line of text; on a terminal it is broken between words where it is too long.</summary>
    internal void Say(string text)
    {
        if (redirected) writer.WriteLine(Messages.OneLine(text));
        else Print(Cell(text));
    }

    /// <summary>A command line to copy: one line, however long.</summary>
    internal void Command(string text) => writer.WriteLine($"  {Messages.OneLine(text)}");

    /// <summary>A heading on a line of its own.</summary>
    internal void Heading(string text)
    {
        writer.WriteLine();
        Print(new Words(Messages.OneLine(text), Bold));
    }

    /// <summary>Words on grounds that say how much each speaks for something, up to 1, or against it, down to −1; nothing where there are no colours.</summary>
    internal void SayShaded(IEnumerable<(string Word, float Share)> words, string between)
    {
        if (!Terminal.Styled(redirected)) return;
        foreach (string line in ShadedText.Lines(words, between, Width)) writer.WriteLine(line);
    }

    /// <summary>Names, their values and a remark on each; a long remark goes on below itself.</summary>
    internal void PrintFacts(IEnumerable<(string Name, string Value, string Remark)> facts)
    {
        Grid grid = new();
        grid.AddColumns(Column(Justify.Left), Column(Justify.Right), new GridColumn { Padding = Margin });
        foreach ((string name, string value, string remark) in facts) grid.AddRow(Cell(name), Cell(value), Cell(remark));
        Print(grid);
    }

    /// <summary>Rows under their headings, words to the left, numbers to the right.</summary>
    /// <param name="words">How many columns, from the first, hold words.</param>
    /// <param name="headings">One for each column.</param>
    /// <param name="rows">One cell for each column.</param>
    internal void PrintNumbers(int words, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows) =>
        PrintColumns(headings, rows, column => column >= words);

    /// <summary>Rows under their headings, words to the left, numbers to the right.</summary>
    /// <param name="headings">One for each column.</param>
    /// <param name="rows">One cell for each column.</param>
    /// <param name="isNumber">Which columns hold numbers.</param>
    internal void PrintColumns(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, Func<int, bool> isNumber)
    {
        Grid grid = new();
        for (int i = 0; i < headings.Count; i++) grid.AddColumn(Column(isNumber(i) ? Justify.Right : Justify.Left));
        grid.AddRow([.. headings.Select(heading => new Words(Messages.OneLine(heading), Bold))]);
        foreach (IReadOnlyList<string> row in rows) grid.AddRow([.. row.Select(Cell)]);
        Print(grid);
    }

    /// <summary>Rows of words under their headings; the last column goes on below itself where it is long.</summary>
    internal void PrintWords(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Grid grid = new();
        for (int i = 0; i < headings.Count; i++) grid.AddColumn(i < headings.Count - 1 ? Column(Justify.Left) : new GridColumn { Padding = Margin });
        grid.AddRow([.. headings.Select(heading => new Words(heading, Bold))]);
        foreach (IReadOnlyList<string> row in rows) grid.AddRow([.. row.Select(Cell)]);
        Print(grid);
    }

    static GridColumn Column(Justify alignment) => new() { NoWrap = true, Padding = Margin, Alignment = alignment };

    static Words Cell(string text) => new(Messages.OneLine(text), Plain);

    /// <summary>Writes what was laid out, without the blanks that fill its lines up.</summary>
    void Print(IRenderable layout)
    {
        using StringWriter text = new();
        IAnsiConsole screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Terminal.Styled(redirected) ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        screen.Profile.Width = Width;
        screen.Write(layout);
        foreach (string line in text.ToString().TrimEnd().Split('\n')) writer.WriteLine(line.TrimEnd());
    }
}
