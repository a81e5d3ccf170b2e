using Unroll.Text;
using Kind = Unroll.Text.DocumentationSegmentKind;

namespace Unroll.Tests.Text;

public sealed class DotNetDocumentationTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void A_sentence_keeps_its_marks()
    {
        DocumentationSentence sentence = Assert.Single(Read("""
            <member name="M:Acme.Tools.Box`1.Put(`0,System.Int32)">
              <summary>Puts <paramref name="item" /> into the <see cref="T:Acme.Tools.Box`1" />, unless it is <see langword="null" />
                 or <c>default</c> of <typeparamref name="T" />.</summary>
            </member>
            <member name="T:Acme.Tools.Box`1" />
            """));
        Assert.Equal(
        [
            new(Kind.Text, "Puts "), new(Kind.Parameter, "item"), new(Kind.Text, " into the "), new(Kind.Reference, "T:Acme.Tools.Box`1"), new(Kind.Text, ", unless it is "),
            new(Kind.Keyword, "null"), new(Kind.Text, " or "), new(Kind.Code, "default"), new(Kind.Text, " of "), new(Kind.TypeParameter, "T"), new(Kind.Text, "."),
        ], sentence.Segments);
        Assert.Equal("Puts item into the Box, unless it is null or default of T.", sentence.PlainText);
        Assert.Equal(("M:Acme.Tools.Box`1.Put(`0,System.Int32)", "Acme.Tools", DocumentationElement.Summary), (sentence.MemberId, sentence.Namespace, sentence.Element));
    }

    [Fact]
    public void Blocks_and_full_stops_part_sentences()
    {
        string text = """
            <member name="T:Acme.X"><remarks>First, e.g. This one. Second has .NET 8.0 in it! Is <c>x</c> third? (Yes.) It ends. lower goes on
            <para>A paragraph</para><list type="bullet"><item><description>An item.</description></item></list><code>int x;</code>Tail <see cref="T:Acme.X" />. <see cref="T:Acme.Y" /> begins.</remarks></member>
            """;
        Assert.Equal(
            ["First, e.g. This one.", "Second has .NET 8.0 in it!", "Is x third?", "(Yes.)", "It ends. lower goes on", "A paragraph", "An item.", "Tail X.", "Y begins."],
            Read(text).Select(sentence => sentence.PlainText));
    }

    [Fact]
    public void Every_part_of_a_member_is_told_apart_and_can_be_chosen()
    {
        const string Member = """
            <member name="P:Acme.X.Size">
              <summary>A size.</summary><param name="index">An index.</param><typeparam name="T">A type.</typeparam><returns>A result.</returns>
              <value>A value.</value><exception cref="T:System.Exception">A fault.</exception><remarks>A remark.</remarks><example>No text.</example>
            </member>
            """;
        Assert.Equal(
        [
            (DocumentationElement.Summary, null), (DocumentationElement.Parameter, "index"), (DocumentationElement.TypeParameter, "T"), (DocumentationElement.Returns, null),
            (DocumentationElement.Value, null), (DocumentationElement.Exception, "T:System.Exception"), (DocumentationElement.Remarks, (string?)null),
        ], Read(Member).Select(sentence => (sentence.Element, sentence.Subject)));
        string path = WriteDocument(Member);
        Assert.Equal(["A value."], DotNetDocumentation.Read([path], new HashSet<DocumentationElement> { DocumentationElement.Value }).Select(sentence => sentence.PlainText));
    }

    [Theory]
    [InlineData("T:System.Collections.Generic.List`1", "List")]
    [InlineData("M:System.Collections.Generic.List`1.Add(`0)", "Add")]
    [InlineData("M:System.String.#ctor(System.Char[])", "String")]
    [InlineData("M:A.B.op_Explicit(A.B)~System.Int32", "op_Explicit")]
    [InlineData("M:A.B`1.System#IDisposable#Dispose", "Dispose")]
    [InlineData("T:System.Nullable{System.Int32}", "Nullable")]
    [InlineData("N:System.IO", "IO")]
    [InlineData("System.DateTime.Kind*", "Kind")]
    public void The_simple_name_of_an_identifier_is_what_a_reader_calls_it(string id, string name) => Assert.Equal(name, MemberIds.SimpleName(id));

    [Theory]
    [InlineData("T:Acme.Tools.Box", "Acme.Tools")]
    [InlineData("T:Acme.Tools.Box.Lid", "Acme.Tools")]
    [InlineData("M:Acme.Tools.Box.Lid.Open(System.IO.Stream)", "Acme.Tools")]
    [InlineData("F:Acme.Other.Thing.Count", "Acme.Other")]
    [InlineData("T:Other.Thing", "Other")]
    [InlineData("T:Alone", "")]
    public void A_namespace_ends_before_the_outermost_type(string id, string expected)
    {
        HashSet<string> types = ["Acme.Tools.Box", "Acme.Tools.Box.Lid"];
        Assert.Equal(expected, MemberIds.Namespace(id, types.GetAlternateLookup<ReadOnlySpan<char>>()));
    }

    [Theory]
    [InlineData("<doc><members><member name='T:X'><summary>a", "line 1: not a documentation file")]
    [InlineData("<!DOCTYPE doc [<!ENTITY a \"b\">]><doc>&a;</doc>", "line 1: not a documentation file")]
    [InlineData("no xml", "line 1: not a documentation file")]
    public void A_damaged_or_hostile_file_gives_one_line(string content, string expected)
    {
        string path = folder.Write("bad.xml", content);
        string message = Assert.Throws<InvalidDataException>(() => DotNetDocumentation.Read([path])).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_newest_pack_of_the_first_installation_is_read()
    {
        folder.Write("b/packs/Microsoft.NETCore.App.Ref/9.0.10/ref/net9.0/A.xml", "");
        folder.Write("b/packs/Microsoft.NETCore.App.Ref/10.0.2/ref/net10.0/B.xml", "");
        folder.Write("b/packs/Microsoft.NETCore.App.Ref/10.0.2/ref/net10.0/A.xml", "");
        folder.Write("b/packs/Microsoft.NETCore.App.Ref/10.0.0-rc.1/ref/net10.0/A.xml", "");
        folder.Write("c/packs/Microsoft.NETCore.App.Ref/11.0.0/ref/net11.0/A.xml", "");
        string Installation(string name) => Path.Combine(folder.Path, name);
        IReadOnlyList<string> files = DotNetDocumentation.FindFiles([Installation("a"), Installation("b"), Installation("c")]);
        Assert.Equal(["A.xml", "B.xml"], files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.Contains("10.0.2", file, StringComparison.Ordinal));
        Assert.StartsWith("dotnet-docs: no reference packs",
            Assert.Throws<InvalidDataException>(() => DotNetDocumentation.FindFiles([Installation("a")])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    IReadOnlyList<DocumentationSentence> Read(string members) => DotNetDocumentation.Read([WriteDocument(members)]);

    string WriteDocument(string members) => folder.Write("doc.xml", $"<?xml version=\"1.0\"?><doc><assembly><name>Acme</name></assembly><members>{members}</members></doc>");
}
