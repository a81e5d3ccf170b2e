using Microsoft.AspNetCore.Http.Features;
using Unroll.Images;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Studio.Pages.Captioning;

/// <summary>Captions a picture that a page has sent, or one that the program draws.</summary>
static class CaptioningApi
{
    // Twice as many pixels as the page gives a word's panel, for screens that have them.
    const int DrawnSide = 288;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/caption/picture", async (string model, string name, HttpContext context, ModelShelf shelf) =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = PictureFile.MostBytes;
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            Captioner captioner = Load(shelf, model);
            byte[] file = body.ToArray();
            Caption caption = captioner.Caption(PictureFile.Decode(file, name, captioner.Options.Side, captioner.Options.Channels));
            return Results.Ok(ShownCaption.Of(caption, PictureFile.Decode(file, name, DrawnSide), truth: null));
        });
        api.MapPost("/caption", (SceneRequest request, ModelShelf shelf) =>
        {
            if (request.Scene < 0)
            {
                throw new InvalidDataException($"picture {request.Scene}: expected a number from 0.");
            }

            Captioner captioner = Load(shelf, request.Model);
            if (captioner.Options.Channels != 3 || captioner.Options.Side != SceneDataset.Side)
            {
                throw new InvalidDataException(
                    $"this model reads pictures of {captioner.Options.Channels} × {captioner.Options.Side} × {captioner.Options.Side}, but the program draws 3 × {SceneDataset.Side} × {SceneDataset.Side}.");
            }

            CaptionedPicture scene = SceneDataset.Scene(ScenePart.Test, request.Scene);
            return Results.Ok(ShownCaption.Of(captioner.Caption(scene.Picture), scene.Picture, scene.Captions[0]));
        });
    }

    static Captioner Load(ModelShelf shelf, string model)
    {
        Captioner captioner = shelf.Load(model, folder => Captioner.Load(folder));
        return captioner.Options.Grid is null ? captioner
            : throw new InvalidDataException("this model reads feature grids, which another network makes of pictures; use unroll caption.");
    }
}

/// <summary>A scene of the test part by its number.</summary>
sealed record SceneRequest(string Model, int Scene);

/// <summary>A caption, where the network looked, and the picture.</summary>
/// <param name="Text">The caption.</param>
/// <param name="LogProbability">In nats.</param>
/// <param name="Truth">The caption that belongs to a scene; null for what somebody else drew.</param>
/// <param name="Words">Words of the caption, the end mark at last.</param>
/// <param name="Attention">For each word the weight of each cell of the grid.</param>
/// <param name="GridSide">Cells of the grid in each direction.</param>
/// <param name="Side">Pixels in each direction.</param>
/// <param name="Colors">Red, green, blue of each pixel in reading order; base 64 in JSON.</param>
sealed record ShownCaption(
    string Text, double LogProbability, string? Truth, IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Attention, int GridSide, int Side, byte[] Colors)
{
    internal static ShownCaption Of(Caption caption, Picture picture, string? truth) => new(
        caption.Text, caption.LogProbability, truth, caption.Words, caption.Attention, caption.GridColumns, picture.Width, ColorsOf(picture));

    // Pictures hold one plane a colour.
    static byte[] ColorsOf(Picture picture)
    {
        int pixels = picture.Width * picture.Height;
        byte[] colors = new byte[3 * pixels];
        for (int i = 0; i < colors.Length; i++) colors[i] = picture.Values[i % 3 * pixels + i / 3];
        return colors;
    }
}
