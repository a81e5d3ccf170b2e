using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Unroll.Tasks;

namespace Unroll.ML;

/// <summary>A trained <see cref="TextClassifier"/> as a step of an ML.NET pipeline.</summary>
/// <remarks>
/// It is kept in Unroll's own model folder. ML.NET's model files are closed to components of other libraries: the parts of
/// <see cref="ModelSaveContext"/> that write into one are not public.
/// </remarks>
public sealed class TextClassifierTransformer : ITransformer
{
    readonly TextClassifierColumns columns;
    readonly CustomMappingTransformer<TextRow, AnswerRow> mapping;

    /// <summary>A step around a classifier that was trained or loaded anywhere.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="classifier">The classifier.</param>
    /// <param name="columns">Names of columns; null for Text, PredictedLabel and Score.</param>
    public TextClassifierTransformer(MLContext context, TextClassifier classifier, TextClassifierColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(classifier);
        (Classifier, this.columns) = (classifier, columns ?? new());
        TextRow[] nothing = [];
        IDataView empty = context.Data.LoadFromEnumerable(nothing, InputOf(this.columns));
        mapping = ClassifierMapping.Create(context, this.columns, classifier.Labels, classifier.Predict).Fit(empty);
    }

    /// <summary>The classifier.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>Every row is answered by itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The columns that come in and those that are added.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentException">The column of texts is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => mapping.GetOutputSchema(Checked(inputSchema));

    /// <summary>Adds predicted label and scores to every row, when they are read.</summary>
    /// <param name="input">Has the column of texts.</param>
    /// <exception cref="ArgumentException">The column of texts is missing or of another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Checked(input.Schema);
        return mapping.Transform(input);
    }

    /// <summary>The same for single rows, which prediction engines use.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentException">The column of texts is missing or of another type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)mapping).GetRowToRowMapper(Checked(inputSchema));

    /// <summary>Writes the classifier's model folder, as <see cref="TextClassifier.Save"/> does.</summary>
    /// <param name="folder">Made when missing; files in it are replaced, each as a whole.</param>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    public void Save(string folder) => Classifier.Save(folder);

    /// <summary>Reads a model folder, whoever trained it.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="folder">What <see cref="Save(string)"/>, the library or the tool wrote.</param>
    /// <param name="columns">Names of columns; null for Text, PredictedLabel and Score.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    public static TextClassifierTransformer Load(MLContext context, string folder, TextClassifierColumns? columns = null) =>
        new(context, TextClassifier.Load(folder), columns);

    /// <summary>The classifier in words.</summary>
    public override string ToString() => $"TextClassifierTransformer({Classifier})";

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        $"ML.NET's model files hold only ML.NET's own components; save the classifier with {nameof(TextClassifierTransformer)}.Save(folder), and the rest of the pipeline by itself.");

    DataViewSchema Checked(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        columns.Require(schema, columns.Text, nameof(columns.Text));
        return schema;
    }

    static SchemaDefinition InputOf(TextClassifierColumns columns)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(TextRow));
        schema[nameof(TextRow.Text)].ColumnName = columns.Text;
        return schema;
    }
}
