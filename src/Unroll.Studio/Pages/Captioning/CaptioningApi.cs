using Unroll.Studio.Pages.Models;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Studio.Pages.Captioning;

/// <summary>Captions a picture that the program draws.</summary>
static class CaptioningApi
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/caption", (SceneRequest request, ModelShelf shelf) =>
    {
        if (request.Scene < 0)
        {
            throw new InvalidDataException($"picture {request.Scene}: expected a number from 0.");
        }

        Captioner captioner = shelf.Load(request.Model, folder => Captioner.Load(folder));
        if (captioner.Options.Grid is not null)
        {
            throw new InvalidDataException("this model reads feature grids, and the program draws pictures; use unroll caption MODEL GRIDS --image NAME.");
        }

        if (captioner.Options.Channels != 3 || captioner.Options.Side != SceneDataset.Side)
        {
            throw new InvalidDataException(
                $"this model reads pictures of {captioner.Options.Channels} × {captioner.Options.Side} × {captioner.Options.Side}, but the program draws 3 × {SceneDataset.Side} × {SceneDataset.Side}.");
        }

        CaptionedPicture scene = SceneDataset.Scene(ScenePart.Test, request.Scene);
        Caption caption = captioner.Caption(scene.Picture);
        return Results.Ok(new SceneAnswer(
            caption.Text, caption.LogProbability, scene.Captions[0], caption.Words, caption.Attention, caption.GridColumns, scene.Picture.Width, Colors(scene.Picture)));
    });

    // Red, green, blue of each pixel in reading order; pictures hold one plane a colour.
    static byte[] Colors(Picture picture)
    {
        int pixels = picture.Width * picture.Height;
        byte[] colors = new byte[3 * pixels];
        for (int i = 0; i < colors.Length; i++) colors[i] = picture.Values[i % 3 * pixels + i / 3];
        return colors;
    }
}

/// <summary>A scene of the test part by its number.</summary>
sealed record SceneRequest(string Model, int Scene);

/// <summary>A caption, where the network looked, and the picture.</summary>
/// <param name="Text">The caption.</param>
/// <param name="LogProbability">In nats.</param>
/// <param name="Truth">The caption that belongs to the scene.</param>
/// <param name="Words">Words of the caption, the end mark at last.</param>
/// <param name="Attention">For each word the weight of each cell of the grid.</param>
/// <param name="GridSide">Cells of the grid in each direction.</param>
/// <param name="Side">Pixels in each direction.</param>
/// <param name="Colors">Red, green, blue of each pixel in reading order; base 64 in JSON.</param>
sealed record SceneAnswer(
    string Text, double LogProbability, string Truth, IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Attention, int GridSide, int Side, byte[] Colors);
