using Unroll.Tasks.Decoding;

namespace Unroll.Studio.Service;

/// <summary>Something to translate or caption, and how the answer is searched for.</summary>
readonly record struct Searched<TInput>(TInput Input, SearchOptions Options)
{
    /// <summary>Answers questions that may differ in how they are searched: those that do not are answered together.</summary>
    /// <param name="questions">One or more.</param>
    /// <param name="answer">The library's search.</param>
    /// <returns>The answers, in the order of the questions.</returns>
    internal static IReadOnlyList<TAnswer> Answer<TAnswer>(
        IReadOnlyList<Searched<TInput>> questions, Func<IReadOnlyList<TInput>, SearchOptions?, IReadOnlyList<TAnswer>> answer)
    {
        TAnswer[] answers = new TAnswer[questions.Count];
        foreach (IGrouping<SearchOptions, int> alike in Enumerable.Range(0, questions.Count).GroupBy(i => questions[i].Options))
        {
            int[] places = [.. alike];
            IReadOnlyList<TAnswer> together = answer([.. places.Select(i => questions[i].Input)], alike.Key);
            for (int i = 0; i < places.Length; i++)
            {
                answers[places[i]] = together[i];
            }
        }

        return answers;
    }
}
