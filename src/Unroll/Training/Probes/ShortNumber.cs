using System.Globalization;

namespace Unroll.Training.Probes;

/// <summary>Numbers for a file that people look at: four digits say enough, and the file stays small.</summary>
static class ShortNumber
{
    internal static double Of(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
