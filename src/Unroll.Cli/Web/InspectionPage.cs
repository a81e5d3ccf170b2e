using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Web;

static class InspectionPage
{
    internal static string Of(TextInspection seen, string model) => "";
}
