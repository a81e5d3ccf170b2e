using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TableColumnsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void The_guess_is_the_one_by_which_the_data_set_is_read()
    {
        string path = folder.Write("reviews.csv",
            "id,Sentiment,Review\n1,good,not bad at all sir\n2,bad,not good at all sir\n3,good,a hit in every way\n4,bad,a miss in every way\n");
        TableColumns columns = TableColumns.Read(path);
        Assert.Equal(["id", "Sentiment", "Review"], columns.Columns.Select(column => column.Name));
        Assert.Equal([4, 2, 4], columns.Columns.Select(column => column.Distinct));
        Assert.Equal(5, columns.Columns[2].AverageWords);
        Assert.Equal((true, 4, 1), (columns.HasHeader, columns.Rows, columns.Label));
        Assert.Equal([2], columns.Text);
        Assert.Equal(TextDataset.FromCsv(path), TextDataset.FromCsv(path, text: "Review", label: "Sentiment"));
    }

    [Fact]
    public void A_table_without_a_label_says_so_instead_of_failing()
    {
        TableColumns columns = TableColumns.Read(folder.Write("t.csv", "a,b\nx y z w,1\nx y z v,2\nx y z u,3\nx y z t,4\nx y z s,5\n"));
        Assert.Null(columns.Label);
        Assert.Equal([0], columns.Text);
    }

    [Fact]
    public void What_is_no_table_is_named()
    {
        string path = folder.Write("one.csv", "only\none\ncolumn\n");
        Assert.StartsWith($"{path}: only one column was found", Assert.Throws<InvalidDataException>(() => TableColumns.Read(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
