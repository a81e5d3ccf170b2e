using Unroll.Studio.Pages.Models;
using Unroll.Tasks.Generation;

namespace Unroll.Studio.Pages.Generation;

/// <summary>
/// Texts in the making. A request names the whole way to where it goes on; as long as that is where the last one ended, the session of
/// before takes only the new steps, and otherwise the way is gone again from its beginning.
/// </summary>
sealed class WritingDesk(ModelShelf shelf)
{
    readonly Lock writing = new();
    Draft? last;

    /// <summary>Goes on with a text.</summary>
    internal WritingAnswer GoOn(WritingRequest request)
    {
        TextGenerator generator = shelf.Load(request.Model, folder => TextGenerator.Load(folder));
        lock (writing)
        {
            Draft draft = last is { } kept && kept.LeadsTo(generator, request) ? kept : new(generator, request.Prompt);
            // A draft that failed half-way would be taken for what its tokens say.
            last = null;
            WritingAnswer answer = draft.GoOn(request);
            last = draft;
            return answer;
        }
    }
}
