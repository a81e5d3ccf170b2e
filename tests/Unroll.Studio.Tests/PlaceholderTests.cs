namespace Unroll.Studio.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void ProjectBuilds() => Assert.NotNull(typeof(PlaceholderTests).Assembly.Location);
}
