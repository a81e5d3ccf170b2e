using Unroll.Tensors;
using Unroll.Tests.Formats;

namespace Unroll.Tests.Fuzzing;

/// <summary>A few of the damaged files that the benchmarks' command fuzz tries by the million.</summary>
public sealed class FuzzTests : IDisposable
{
    const int InputsEach = 400;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_files_are_refused_in_one_line_without_much_memory()
    {
        foreach (FuzzTarget target in FuzzTargets.All(folder.Path))
        {
            FuzzResult result = FuzzRun.Run(target, InputsEach, new RandomSource(seed: 5).Stream(target.Name));

            Assert.Empty(result.Failures);
            Assert.True(result.Refused > InputsEach / 10, $"{target.Name}: damage does no harm");
        }
    }

    [Fact]
    public void A_loader_that_breaks_its_promises_is_found()
    {
        FuzzTarget target = new("bad", folder["bad"], [new byte[100]], () => throw new FormatException("two\nlines"));
        FuzzTarget greedy = target with { Load = () => GC.KeepAlive(new byte[3 << 20]) };
        FuzzTarget wordy = target with { Load = () => throw new InvalidDataException("two\nlines") };

        Assert.All(new[] { target, greedy, wordy }, bad => Assert.Single(FuzzRun.Run(bad, 1, new(seed: 1)).Failures));
    }
}
