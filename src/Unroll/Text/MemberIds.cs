namespace Unroll.Text;

/// <summary>The identifiers that documentation files use for types and members.</summary>
static class MemberIds
{
    /// <summary>The last name in an identifier, without parameters, type arguments and the marks of generics.</summary>
    internal static string SimpleName(ReadOnlySpan<char> id)
    {
        ReadOnlySpan<char> path = WithoutSignature(id);
        ReadOnlySpan<char> name = path[(LastSeparator(path) + 1)..];
        if (name is "ctor" or "cctor") return SimpleName(path[..path[..^name.Length].TrimEnd(".#").Length]);
        int arity = name.IndexOfAny('`', '{');
        return (arity > 0 ? name[..arity] : name).ToString();
    }

    /// <summary>Position of the last full stop or # that is not between the braces of type arguments; -1 if there is none.</summary>
    static int LastSeparator(ReadOnlySpan<char> path)
    {
        int depth = 0;
        for (int i = path.Length - 1; i >= 0; i--)
        {
            if (path[i] == '}') depth++;
            else if (path[i] == '{') depth--;
            else if (depth == 0 && path[i] is ('.' or '#')) return i;
        }
        return -1;
    }

    /// <summary>The identifier's dotted path: no kind, parameters or return type.</summary>
    internal static ReadOnlySpan<char> WithoutSignature(ReadOnlySpan<char> id)
    {
        if (id.Length > 1 && id[1] == ':') id = id[2..];
        int end = id.IndexOfAny('(', '~');
        if (end >= 0) id = id[..end];
        // Links by uid write a wildcard for overloads.
        return id.TrimEnd('*');
    }

    /// <summary>The namespace of a member: what stands before its outermost type.</summary>
    /// <param name="id">The member's identifier.</param>
    /// <param name="types">Dotted paths of the documented types.</param>
    internal static string Namespace(string id, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> types)
    {
        ReadOnlySpan<char> path = WithoutSignature(id);
        int end = -1;
        for (int dot = path.IndexOf('.'); dot >= 0;)
        {
            int next = path[(dot + 1)..].IndexOf('.');
            int stop = next < 0 ? path.Length : dot + 1 + next;
            if (types.Contains(path[..stop]))
            {
                end = dot;
                break;
            }
            dot = next < 0 ? -1 : stop;
        }
        if (end >= 0) return path[..end].ToString();
        // A type that is not itself documented: the last name is a member's, the one before it the type's.
        int last = path.LastIndexOf('.');
        int before = last < 0 || id.StartsWith("T:", StringComparison.Ordinal) ? last : path[..last].LastIndexOf('.');
        return before < 0 ? "" : path[..before].ToString();
    }
}
