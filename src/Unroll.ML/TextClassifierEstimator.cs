using Microsoft.ML;
using Microsoft.ML.Data;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.ML;

/// <summary>Trains a <see cref="TextClassifier"/> as a step of an ML.NET pipeline: text and label in, predicted label and scores out.</summary>
/// <remarks>What the columns are called follows ML.NET's own trainers; <see cref="TextClassifierColumns"/> renames them.</remarks>
public sealed class TextClassifierEstimator : IEstimator<TextClassifierTransformer>
{
    readonly MLContext context;
    readonly TextClassifierOptions? options;
    readonly TextClassifierColumns columns;
    readonly CancellationToken cancellationToken;

    /// <summary>A trainer that has not seen any data.</summary>
    /// <param name="context">The context of the pipeline. The options' seed counts, not the context's.</param>
    /// <param name="options">The network and its training; null for the defaults.</param>
    /// <param name="columns">Names of columns; null for Text, Label, PredictedLabel and Score.</param>
    /// <param name="cancellationToken">Stops <see cref="Fit(IDataView)"/> between two steps.</param>
    public TextClassifierEstimator(
        MLContext context, TextClassifierOptions? options = null, TextClassifierColumns? columns = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        (this.context, this.options, this.columns, this.cancellationToken) = (context, options, columns ?? new(), cancellationToken);
    }

    /// <summary>Trains on all rows, of which a tenth is held out to decide which epoch was the best.</summary>
    /// <param name="input">Has the columns of text and label, both text.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type; one line that says which and what there is.</exception>
    /// <exception cref="InvalidDataException">A label is empty, or all are the same.</exception>
    /// <exception cref="Training.TrainingCanceledException">Training was stopped.</exception>
    public TextClassifierTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Trains on all rows.</summary>
    /// <param name="input">Has the columns of text and label, both text.</param>
    /// <param name="validation">Rows with the same columns that decide which epoch was the best; null to hold out a tenth of the input.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type; one line that says which and what there is.</exception>
    /// <exception cref="InvalidDataException">A label is empty, all are the same, or validation has one that input lacks.</exception>
    /// <exception cref="Training.TrainingCanceledException">Training was stopped.</exception>
    public TextClassifierTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextDataset training = Read(input, "training data");
        TextDataset? held = validation is null ? null : Read(validation, "validation data");
        TextClassifier classifier = TextClassifier.Train(training, options, held, cancellationToken: cancellationToken);
        return new(context, classifier, columns);
    }

    /// <summary>What the fitted step will add, so that a pipeline can be checked before it is trained.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type; one line that says which and what there is.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        string[] present = [.. inputSchema.Select(column => column.Name)];
        foreach ((string name, string property) in columns.Inputs)
        {
            SchemaShape.Column? found = inputSchema.Where(column => column.Name == name).Select(column => (SchemaShape.Column?)column).FirstOrDefault();
            columns.Require(name, property, present, found is { Kind: SchemaShape.Column.VectorKind.Scalar, IsKey: false } text ? text.ItemType : null, () => $"{found?.ItemType}");
        }

        // Only the names and kinds count here; what the classes are is known after training.
        return ClassifierMapping.Create(context, columns, labels: ["", ""], _ => throw new InvalidOperationException("There is no classifier yet.")).GetOutputSchema(inputSchema);
    }

    TextDataset Read(IDataView data, string source)
    {
        foreach ((string name, string property) in columns.Inputs) columns.Require(data.Schema, name, property);
        IEnumerable<string> texts = data.GetColumn<string>(columns.Text), labels = data.GetColumn<string>(columns.Label);
        return TextDataset.From(texts.Zip(labels), source);
    }
}
