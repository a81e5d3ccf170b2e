using System.Text;
using System.Xml;

namespace Unroll.Text;

/// <summary>Reads the documentation files that compilers write (docs/members/member), one sentence after the other.</summary>
/// <param name="elements">The elements to read; null: all.</param>
sealed class DocumentationReader(IReadOnlySet<DocumentationElement>? elements)
{
    const long MaximumFileLength = 256 << 20;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaximumFileLength,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    readonly SentenceSplitter splitter = new();
    readonly StringBuilder code = new();

    /// <summary>Adds the dotted path of every documented type and every member's sentences.</summary>
    /// <exception cref="InvalidDataException">The file is not such a file.</exception>
    internal void Read(string path, HashSet<string> types, List<MemberSentence> sentences)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), Settings);
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, Name: "member", IsEmptyElement: false } && reader.GetAttribute("name") is { } id)
                {
                    if (id.StartsWith("T:", StringComparison.Ordinal)) types.Add(id[2..]);
                    ReadMember(reader, id, sentences);
                }
            }
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"{path}, line {Math.Max(1, e.LineNumber)}: not a documentation file ({DataError.OneLine(e.Message)})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be read ({DataError.OneLine(e.Message)}).", e);
        }
    }

    void ReadMember(XmlReader reader, string id, List<MemberSentence> sentences)
    {
        int depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }
            (DocumentationElement element, string? subject)? part = reader.Name switch
            {
                "summary" => (DocumentationElement.Summary, null),
                "param" => (DocumentationElement.Parameter, reader.GetAttribute("name")),
                "typeparam" => (DocumentationElement.TypeParameter, reader.GetAttribute("name")),
                "returns" => (DocumentationElement.Returns, null),
                "value" => (DocumentationElement.Value, null),
                "exception" => (DocumentationElement.Exception, reader.GetAttribute("cref")),
                "remarks" => (DocumentationElement.Remarks, null),
                _ => null,
            };
            if (part is not { } found || reader.IsEmptyElement || elements?.Contains(found.element) == false)
            {
                reader.Skip();
                continue;
            }
            ReadPart(reader);
            foreach (DocumentationSegment[] sentence in splitter.Finish()) sentences.Add(new(id, found.element, found.subject, sentence));
        }
    }

    /// <summary>Reads the element the reader is on; afterwards the reader stands behind it.</summary>
    void ReadPart(XmlReader reader)
    {
        int depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Place(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    splitter.AddText(reader.Value);
                    reader.Read();
                    break;
                default:
                    if (reader.NodeType == XmlNodeType.EndElement && IsBlock(reader.Name)) splitter.EndBlock();
                    reader.Read();
                    break;
            }
        }
        reader.Read();
    }

    /// <summary>Handles a start tag inside a part and moves on.</summary>
    void Place(XmlReader reader)
    {
        switch (reader.Name)
        {
            case "see" or "xref":
                if ((reader.GetAttribute("cref") ?? Unescaped(reader.GetAttribute("uid"))) is { } reference) AddMark(reader, DocumentationSegmentKind.Reference, reference);
                else if (reader.GetAttribute("langword") is { } keyword) AddMark(reader, DocumentationSegmentKind.Keyword, keyword);
                // A link with text of its own: the text follows.
                else reader.Read();
                break;
            case "paramref":
                AddMark(reader, DocumentationSegmentKind.Parameter, reader.GetAttribute("name"));
                break;
            case "typeparamref":
                AddMark(reader, DocumentationSegmentKind.TypeParameter, reader.GetAttribute("name"));
                break;
            case "c":
                AddCode(reader);
                break;
            case "code" or "example" or "seealso" or "inheritdoc" or "img":
                splitter.EndBlock();
                reader.Skip();
                break;
            default:
                if (IsBlock(reader.Name)) splitter.EndBlock();
                reader.Read();
                break;
        }
    }

    void AddMark(XmlReader reader, DocumentationSegmentKind kind, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text)) splitter.AddMark(new(kind, text));
        reader.Skip();
    }

    void AddCode(XmlReader reader)
    {
        int depth = reader.Depth;
        code.Clear();
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }
        reader.Read();
        while (reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) code.Append(reader.Value);
            reader.Read();
        }
        reader.Read();
        if (code.Length > 0) splitter.AddMark(new(DocumentationSegmentKind.Code, code.ToString()));
    }

    static string? Unescaped(string? uid) => uid is null ? null : Uri.UnescapeDataString(uid);

    static bool IsBlock(string name) => name is "para" or "p" or "br" or "list" or "item" or "listheader" or "term" or "description" or "ul" or "ol" or "li" or "div" or "table" or "tr" or "td" or "note";
}

/// <summary>A sentence before its namespace is known.</summary>
readonly record struct MemberSentence(string MemberId, DocumentationElement Element, string? Subject, DocumentationSegment[] Segments);
