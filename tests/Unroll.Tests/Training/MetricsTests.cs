using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class MetricsTests
{
    [Fact]
    public void A_confusion_matrix_counted_by_hand()
    {
        // true 0: 3 right, 1 called 1; true 1: 2 right, 4 called 0; class 2 has one item, called 1; class 3 is not there at all
        ConfusionMatrix matrix = new(classes: 4);
        Add(0, 0, 3);
        Add(0, 1, 1);
        Add(1, 1, 2);
        Add(1, 0, 4);
        Add(2, 1, 1);

        Assert.Equal(11, matrix.Total);
        Assert.Equal(5, matrix.Correct);
        Assert.Equal(4, matrix[1, 0]);
        Assert.Equal(5.0 / 11, matrix.Accuracy, 1e-15);
        Assert.Equal(new ClassMetrics(3.0 / 7, 3.0 / 4, 6.0 / 11, 4), matrix.OfClass(0));
        Assert.Equal(new ClassMetrics(2.0 / 4, 2.0 / 6, 4.0 / 10, 6), matrix.OfClass(1));
        Assert.Equal(new ClassMetrics(0, 0, 0, 1), matrix.OfClass(2));
        Assert.Equal(new ClassMetrics(0, 0, 0, 0), matrix.OfClass(3));
        Assert.Equal((6.0 / 11 + 4.0 / 10) / 4, matrix.MacroF1, 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(0, -1));

        void Add(int label, int predicted, int times)
        {
            for (int i = 0; i < times; i++)
            {
                matrix.Add(label, predicted);
            }
        }
    }

    [Fact]
    public void An_empty_matrix_has_an_accuracy_of_zero() => Assert.Equal(0, new ConfusionMatrix(classes: 2).Accuracy);

    // Wilson's interval solves (p - x)² = z² · x (1 - x) / n for x: put the ends back in.
    // Quantiles from the usual tables of Student's t: 97.5 % at 1, 3, 10, 11, 29 and 120 degrees of freedom.
    [Theory]
    [InlineData(2, 12.706)]
    [InlineData(4, 3.182)]
    [InlineData(11, 2.228)]
    [InlineData(12, 2.201)]
    [InlineData(30, 2.045)]
    [InlineData(121, 1.980)]
    public void An_interval_of_a_mean_is_as_wide_as_Students_tables_say(int count, double quantile)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => i * i % 7 + 0.5)];
        double mean = values.Sum() / count, deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (count - 1));
        ConfidenceInterval interval = ConfidenceInterval.OfMean(values);
        Assert.Equal(mean, (interval.Low + interval.High) / 2, 1e-12);
        Assert.Equal(quantile, (interval.High - mean) / (deviation / Math.Sqrt(count)), 1e-3);
        Assert.Throws<ArgumentException>(() => ConfidenceInterval.OfMean([1]));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(81, 263)]
    [InlineData(10, 10)]
    [InlineData(1, 1)]
    public void The_ends_of_a_Wilson_interval_satisfy_its_definition(long hits, long total)
    {
        ConfidenceInterval interval = ConfidenceInterval.OfShare(hits, total);

        double p = (double)hits / total;
        foreach (double end in (double[])[interval.Low, interval.High])
        {
            Assert.Equal((p - end) * (p - end), 1.959963984540054 * 1.959963984540054 * end * (1 - end) / total, 1e-12);
        }

        Assert.True(interval.Low <= p && p <= interval.High && interval.Low < interval.High);
        Assert.Equal(new ConfidenceInterval(0, 1), ConfidenceInterval.OfShare(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfidenceInterval.OfShare(2, 1));
    }

    [Fact]
    public void A_mean_of_batches_weighs_each_by_its_items()
    {
        Assert.True(double.IsNaN(new WeightedMean().Value));

        WeightedMean mean = new WeightedMean().Plus(2, count: 3).Plus(double.NaN, count: 0).Plus(6, count: 1);

        Assert.Equal(3, mean.Value);
        Assert.Equal(4, mean.Count);
    }
}
