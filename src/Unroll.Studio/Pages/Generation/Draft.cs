using Unroll.Tasks.Generation;
using Unroll.Tensors;

namespace Unroll.Studio.Pages.Generation;

/// <summary>A prompt and the tokens that were written after it.</summary>
sealed class Draft
{
    const int Alternatives = 8;

    readonly TextGenerator generator;
    readonly string prompt;
    readonly GeneratorSession session;
    readonly List<int> tokens = [];

    internal Draft(TextGenerator generator, string prompt)
    {
        (this.generator, this.prompt, session) = (generator, prompt, generator.NewSession());
        session.Read(prompt);
    }

    /// <summary>Whether what a request wants begins with what is here.</summary>
    internal bool LeadsTo(TextGenerator other, WritingRequest request) =>
        ReferenceEquals(generator, other) && prompt == request.Prompt && request.Tokens.Take(tokens.Count).SequenceEqual(tokens);

    /// <summary>Takes the request's tokens and then its number of steps.</summary>
    internal WritingAnswer GoOn(WritingRequest request)
    {
        List<WrittenToken> steps = [];
        int known = tokens.Count;
        foreach (int token in request.Tokens.Skip(known)) steps.Add(Take(token, Next()));
        RandomSource random = new RandomSource(request.Seed).Stream("studio");
        for (int i = 0; i < request.Steps; i++)
        {
            IReadOnlyList<NextToken> next = Next();
            steps.Add(Take(Choose(next, request.Temperature, random.Stream(tokens.Count)), next));
        }

        return new(known, steps, session.Next(Alternatives));
    }

    IReadOnlyList<NextToken> Next() => session.Next(generator.VocabularySize);

    WrittenToken Take(int token, IReadOnlyList<NextToken> next)
    {
        NextToken taken = next.FirstOrDefault(one => one.Token == token);
        WrittenToken step = new(token, session.Write(token), taken.Probability, [.. next.Take(Alternatives)]);
        tokens.Add(token);
        return step;
    }

    // Probabilities to the power of 1/T, as dividing log-probabilities by the temperature makes them; relative to the likeliest, whose weight
    // is 1 at any temperature, because at a low one all of them would be 0 otherwise.
    static int Choose(IReadOnlyList<NextToken> next, float temperature, RandomSource random)
    {
        if (temperature <= 0) return next[0].Token;
        double[] weights = [.. next.Select(one => Math.Pow(one.Probability / next[0].Probability, 1 / temperature))];
        double left = random.NextFloat() * weights.Sum();
        int choice = 0;
        while (choice < weights.Length - 1 && (left -= weights[choice]) >= 0) choice++;
        return next[choice].Token;
    }
}
