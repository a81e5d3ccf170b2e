using System.Text.RegularExpressions;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Tests.Tasks.Captioning.Scenes;

public sealed class SceneDatasetTests
{
    [Fact]
    public void No_caption_of_one_part_occurs_in_another()
    {
        HashSet<string>[] captions = [.. Enum.GetValues<ScenePart>().Select(part =>
            SceneDataset.Create(part, count: 150).Select(scene => scene.Captions[0]).ToHashSet())];
        Assert.All(captions, part => Assert.True(part.Count > 50));
        Assert.Empty(captions[0].Intersect(captions[1]).Concat(captions[0].Intersect(captions[2])).Concat(captions[1].Intersect(captions[2])));
    }

    [Fact]
    public void A_seed_draws_the_same_scenes_however_many()
    {
        CaptionDataset few = SceneDataset.Create(ScenePart.Test, count: 3, seed: 4), more = SceneDataset.Create(ScenePart.Test, count: 5, seed: 4);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(few[i].Captions, more[i].Captions);
            Assert.True(few[i].Picture.Values.SequenceEqual(more[i].Picture.Values));
        }

        Assert.NotEqual(few.Select(scene => scene.Captions[0]), SceneDataset.Create(ScenePart.Test, count: 3, seed: 5).Select(scene => scene.Captions[0]));
    }

    [Fact]
    public void Every_word_that_names_something_has_its_place_and_the_colour_is_there()
    {
        foreach (CaptionedPicture scene in SceneDataset.Create(ScenePart.Training, count: 100))
        {
            string[] words = scene.Captions[0].Split(' ');
            Assert.Equal(words.Length, scene.Places.Count);
            for (int word = 0; word < words.Length; word++)
            {
                Assert.Equal(Regex.IsMatch(words[word], "^(two|three|four|small|large|blue|green|red|white|yellow|circle|cross|square|triangle)"), scene.Places[word].Count > 0);
                Assert.All(scene.Places[word], box => Assert.True(box is { Left: >= 0, Top: >= 0, Right: <= SceneDataset.Side, Bottom: <= SceneDataset.Side }));
                foreach (PictureBox box in scene.Places[word].Where(_ => words[word] is "blue" or "green" or "red" or "white" or "yellow"))
                {
                    Assert.Equal(words[word], ColorAt(scene.Picture, (int)((box.Left + box.Right) / 2), (int)((box.Top + box.Bottom) / 2)));
                }
            }
        }
    }

    [Fact]
    public void What_a_caption_says_of_two_objects_is_so()
    {
        int seen = 0;
        foreach (CaptionedPicture scene in SceneDataset.Create(ScenePart.Training, count: 200))
        {
            string[] words = scene.Captions[0].Split(' ');
            if (Regex.Match(scene.Captions[0], "left of|right of|above|below").Value is not { Length: > 0 } relation)
            {
                continue;
            }

            PictureBox first = scene.Places[1][0], second = scene.Places[^1][0];
            (float right, float down) = (second.Left + second.Right - first.Left - first.Right, second.Top + second.Bottom - first.Top - first.Bottom);
            Assert.True(relation switch
            {
                "left of" => right > Math.Abs(down),
                "right of" => -right > Math.Abs(down),
                "above" => down > Math.Abs(right),
                _ => -down > Math.Abs(right),
            }, scene.Captions[0]);
            seen++;
        }

        Assert.True(seen > 30);
    }

    [Fact]
    public void Numbers_are_those_of_the_objects()
    {
        foreach (CaptionedPicture scene in SceneDataset.Create(ScenePart.Training, count: 100))
        {
            int expected = scene.Captions[0].Split(' ')[0] switch { "two" => 2, "three" => 3, "four" => 4, _ => 0 };
            Assert.Equal(expected, scene.Places[0].Count);
        }
    }

    // A scene with an object of each shape, looked at point by point.
    [Fact]
    public void Shapes_cover_what_their_names_say()
    {
        Assert.True(Of(SceneShape.Circle).Covers(10, 16.9f) && !Of(SceneShape.Circle).Covers(15.5f, 15.5f));
        Assert.True(Of(SceneShape.Square).Covers(15.5f, 15.5f) && !Of(SceneShape.Square).Covers(16.5f, 10));
        Assert.True(Of(SceneShape.Triangle).Covers(10, 5) && Of(SceneShape.Triangle).Covers(15, 15.5f) && !Of(SceneShape.Triangle).Covers(13, 5));
        Assert.True(Of(SceneShape.Cross).Covers(10, 15.5f) && Of(SceneShape.Cross).Covers(4.5f, 10) && !Of(SceneShape.Cross).Covers(14, 14));

        static SceneObject Of(SceneShape shape) => new(shape, SceneColor.Red, 10, 10, shape == SceneShape.Circle ? 7 : 6);
    }

    // By which channels are bright; noise is at most 10.
    static string ColorAt(Picture picture, int x, int y)
    {
        (bool red, bool green, bool blue) = (Bright(0, 180), Bright(1, 130), Bright(2, 180));
        return (red, green, blue) switch
        {
            (true, true, true) => "white",
            (true, true, false) => "yellow",
            (true, false, false) => "red",
            (false, true, false) => "green",
            (false, false, true) => "blue",
            _ => "none",
        };

        bool Bright(int channel, int above) => picture.Values[(channel * picture.Height + y) * picture.Width + x] > above;
    }
}
