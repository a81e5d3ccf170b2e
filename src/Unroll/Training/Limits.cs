namespace Unroll.Training;

/// <summary>The ranges that settings must lie in.</summary>
static class Limits
{
    internal static int AtLeastOne(int value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 1 or more.");

    internal static int AtLeastZero(int value, string name) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 0 or more.");

    internal static double AtLeastZero(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 0 or more.");

    internal static double AboveZero(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be above 0.");

    internal static double BelowOne(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 0 to below 1.");

    internal static double BetweenZeroAndOne(double value, string name) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be above 0 and below 1.");

    internal static float AtLeastZero(float value, string name) => (float)AtLeastZero((double)value, name);

    internal static float AboveZero(float value, string name) => (float)AboveZero((double)value, name);

    internal static float BelowOne(float value, string name) => (float)BelowOne((double)value, name);
}
