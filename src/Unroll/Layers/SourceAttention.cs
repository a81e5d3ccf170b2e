using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>How a query is compared with what it may attend to.</summary>
public enum AttentionKind
{
    /// <summary>q · W·m, Luong et al. (2015).</summary>
    General,

    /// <summary>q · m, Luong et al. (2015): nothing to learn, equal sizes.</summary>
    Dot,

    /// <summary>v · tanh(W·q + U·m), Bahdanau, Cho and Bengio (2015).</summary>
    Additive,
}

/// <summary>What queries attend to: packed vectors, and their keys computed once for all queries.</summary>
/// <param name="Keys">[source tokens, width of the queries].</param>
/// <param name="Values">[source tokens, features].</param>
/// <param name="Layout">Which token belongs to which sequence.</param>
public sealed record AttentionMemory(Tensor Keys, Tensor Values, SequenceLayout Layout);

/// <summary>Attention of decoder states over encoded sources.</summary>
public sealed class SourceAttention : Module
{
    readonly Linear? memoryMap, queryMap;
    readonly Parameter? vector;

    /// <summary>Weights as <see cref="Linear"/> has them.</summary>
    /// <param name="kind">How a query is compared with a source token.</param>
    /// <param name="querySize">Features of a query, 1 or more.</param>
    /// <param name="memorySize">Features of a source token, 1 or more; the same as querySize for <see cref="AttentionKind.Dot"/>.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <exception cref="ArgumentException">The kind is Dot and the sizes differ.</exception>
    public SourceAttention(AttentionKind kind, int querySize, int memorySize, RandomSource random)
    {
        if (kind == AttentionKind.Dot && querySize != memorySize)
        {
            throw new ArgumentException($"Dot attention compares vectors of one size; got queries of {querySize} and a memory of {memorySize}.", nameof(memorySize));
        }

        Kind = kind;
        memoryMap = kind == AttentionKind.Dot ? null : new(memorySize, querySize, random, hasBias: false);
        if (kind == AttentionKind.Additive)
        {
            queryMap = new(querySize, querySize, random);
            vector = new Parameter("vector", [querySize]).FillUniform(1 / MathF.Sqrt(querySize), random);
        }
    }

    /// <summary>How a query is compared with a source token.</summary>
    public AttentionKind Kind { get; }

    /// <summary>What the keys are made with; null where a token is its own key.</summary>
    internal Linear? MemoryMap => memoryMap;

    /// <summary>What additive attention makes of a query; null for the other kinds.</summary>
    internal Linear? QueryMap => queryMap;

    /// <summary>v of additive attention; null for the other kinds.</summary>
    internal Parameter? Vector => vector;

    /// <summary>Computes the keys of encoded sources.</summary>
    /// <param name="source">Memory size features a token.</param>
    public AttentionMemory Remember(Sequences source) => new(memoryMap is null ? source.Data : memoryMap.Forward(source.Data), source.Data, source.Layout);

    /// <summary>Attends.</summary>
    /// <param name="queries">[queries, query size].</param>
    /// <param name="memory">What <see cref="Remember"/> gave.</param>
    /// <param name="layout">Which query looks at which source sequence.</param>
    /// <exception cref="ShapeMismatchException">The sizes do not fit.</exception>
    public Attended Forward(Tensor queries, AttentionMemory memory, AttentionLayout layout) => queryMap is null || vector is null
        ? queries.AttendDot(memory.Keys, memory.Values, layout)
        : queryMap.Forward(queries).AttendAdditive(memory.Keys, memory.Values, vector, layout);

    /// <summary>The kind.</summary>
    public override string ToString() => $"SourceAttention({Kind})";
}
