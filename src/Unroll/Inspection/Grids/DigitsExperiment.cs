using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Grids;

/// <summary>Handwritten digits, patch by patch, with the grid over rows, columns and depth.</summary>
sealed class DigitsExperiment : GridExperiment
{
    const int Classes = 10, TestImages = 10_000, ImagesAtOnce = 500;

    public override string Name => "digits";

    public override string Summary => "Handwritten digits (MNIST) with the three-dimensional grid, with a memory along the depth and with ReLU there.";

    public override string SizeName => "pixels";

    public override string ScoreName => "share of the test digits right";

    public override string Published => "From memory: 0.3 to 0.4 % errors for the paper's three-dimensional grid, with hundreds of units and far longer training.";

    public override GridExperimentOptions Defaults => new(ProblemSize: 4, Depth: 2, HiddenSize: 32, BatchSize: 50, Steps: 1200, StepsPerPoint: 200, LearningRate: 3e-3f);

    private protected override string TitleOf(GridExperimentOptions options) =>
        $"Digits in patches of {options.ProblemSize} by {options.ProblemSize} pixels, {options.Depth} levels of {options.HiddenSize}";

    private protected override IReadOnlyList<Contestant> Contestants(GridExperimentOptions options)
    {
        if (DigitImages.Side % options.ProblemSize != 0)
        {
            throw new InvalidDataException($"patches of {options.ProblemSize} pixels do not divide {DigitImages.Side}; choose 1, 2, 4, 7, 14 or 28.");
        }

        (DigitImages training, DigitImages test) = DigitImages.Load();
        return
        [
            Create("3-D grid, LSTM in depth", new(), training, test, options),
            Create("3-D grid, ReLU in depth", new(DepthTransform: GridTransform.Relu), training, test, options),
        ];
    }

    static Contestant Create(string name, GridOptions grid, DigitImages training, DigitImages test, GridExperimentOptions options)
    {
        Network network = new(grid, options);
        return new(name, network, Loss, Score);

        Tensor Loss(int step)
        {
            RandomSource random = options.Training(step);
            int[] images = [.. Enumerable.Range(0, options.BatchSize).Select(_ => random.NextInt(training.Count))];
            return network.Forward(training, images).SoftmaxCrossEntropy([.. images.Select(image => (int)training.Labels[image])]);
        }

        double Score()
        {
            int right = 0, count = Math.Min(TestImages, test.Count);
            foreach (int[] images in Enumerable.Range(0, count).Chunk(ImagesAtOnce))
            {
                Tensor logits = network.Forward(test, images);
                right += images.Where((image, i) => Answers.Of(logits, i) == test.Labels[image]).Count();
            }

            return (double)right / count;
        }
    }

    sealed class Network(GridOptions options, GridExperimentOptions sizes) : Module
    {
        readonly int patch = sizes.ProblemSize, places = DigitImages.Side / sizes.ProblemSize;
        readonly GridImage grid = new(sizes.ProblemSize * sizes.ProblemSize, sizes.HiddenSize, sizes.Depth, sizes.Weights.Stream("grid"), options);
        readonly Linear output = new(sizes.HiddenSize, Classes, sizes.Weights.Stream("output"));

        /// <summary>Scores of the classes from the mean of what the grid says at all places: [images, classes].</summary>
        internal Tensor Forward(DigitImages source, int[] images)
        {
            Tensor top = grid.Forward(Patches(source, images), places, places);
            // Place by place, so all places of an image are a sequence of that length, packed.
            SequenceLayout layout = new([.. Enumerable.Repeat(places * places, images.Length)]);
            return output.Forward(new Sequences(top, layout).Mean());
        }

        Tensor Patches(DigitImages source, int[] images)
        {
            float[] x = new float[places * places * images.Length * patch * patch];
            int at = 0;
            for (int place = 0; place < places * places; place++)
            {
                foreach (int image in images)
                {
                    int corner = image * DigitImages.Side * DigitImages.Side + place / places * patch * DigitImages.Side + place % places * patch;
                    for (int pixel = 0; pixel < patch * patch; pixel++)
                    {
                        x[at++] = source.Pixels[corner + pixel / patch * DigitImages.Side + pixel % patch] / 255f;
                    }
                }
            }

            return Tensor.From(x, [x.Length / (patch * patch), patch * patch]);
        }
    }
}
