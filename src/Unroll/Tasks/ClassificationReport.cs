using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>How one class fared.</summary>
/// <param name="Label">The class.</param>
/// <param name="Precision">Of the texts called so, the share that are.</param>
/// <param name="Recall">Of the texts that are, the share that were called so.</param>
/// <param name="F1">2 · precision · recall / (precision + recall); 0 where undefined.</param>
/// <param name="Support">Texts of the class.</param>
public sealed record ClassScore(string Label, double Precision, double Recall, double F1, long Support);

/// <summary>How good a classifier is on some texts.</summary>
/// <param name="Accuracy">Share of texts whose class was predicted.</param>
/// <param name="AccuracyLow">Lower end of the accuracy's 95 % interval (Wilson 1927).</param>
/// <param name="AccuracyHigh">Upper end of it.</param>
/// <param name="MacroF1">Mean of the classes' F1, each class counting alike.</param>
/// <param name="Loss">Mean cross entropy, in nats.</param>
/// <param name="Classes">Each class, in the order of the classifier's labels.</param>
/// <param name="Confusion">Texts of class i that were called class j, at [i][j].</param>
public sealed record ClassificationReport(
    double Accuracy, double AccuracyLow, double AccuracyHigh, double MacroF1, double Loss,
    IReadOnlyList<ClassScore> Classes, IReadOnlyList<IReadOnlyList<long>> Confusion)
{
    internal static ClassificationReport From(ConfusionMatrix matrix, IReadOnlyList<string> labels, double loss)
    {
        ConfidenceInterval interval = ConfidenceInterval.OfShare(matrix.Correct, matrix.Total);
        List<ClassScore> classes = [];
        List<IReadOnlyList<long>> confusion = [];
        for (int label = 0; label < labels.Count; label++)
        {
            ClassMetrics metrics = matrix.OfClass(label);
            classes.Add(new(labels[label], metrics.Precision, metrics.Recall, metrics.F1, metrics.Support));
            confusion.Add([.. Enumerable.Range(0, labels.Count).Select(predicted => matrix[label, predicted])]);
        }

        return new(matrix.Accuracy, interval.Low, interval.High, matrix.MacroF1, loss, classes, confusion);
    }
}
