using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class InstructionSetTests
{
    [Fact]
    public void The_kernels_chose_the_path_that_this_run_expects()
    {
        string? expected = Environment.GetEnvironmentVariable("UNROLL_EXPECT_PATH");
        if (string.IsNullOrEmpty(expected))
            Assert.Skip("UNROLL_EXPECT_PATH is not set: this run expects no particular path.");
        Assert.Equal(expected, InstructionSet.Path.ToString());
    }

    [Fact]
    public void A_forced_path_holds_until_its_scope_ends_and_only_on_its_thread()
    {
        KernelPath? elsewhere = null;
        using (InstructionSet.Force(KernelPath.Portable))
        {
            Assert.Equal(KernelPath.Portable, InstructionSet.Path);
            Thread other = new(() => elsewhere = InstructionSet.Path);
            other.Start();
            other.Join();
        }
        Assert.Equal(InstructionSet.Best, elsewhere);
        Assert.Equal(InstructionSet.Best, InstructionSet.Path);
    }
}
