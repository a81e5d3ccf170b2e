using Unroll.Layers;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks;

namespace Unroll.Studio.Pages.Training;

/// <summary>What the form of the training page says.</summary>
/// <param name="Table">The table and its columns.</param>
/// <param name="Name">The model's folder, under the studio's.</param>
/// <param name="Cell">The cell's name.</param>
/// <param name="HiddenSize">Units in each layer and direction.</param>
/// <param name="Layers">Recurrent layers.</param>
/// <param name="Bidirectional">Whether texts are read from their end too.</param>
/// <param name="EmbeddingSize">Numbers that stand for a token.</param>
/// <param name="Dropout">Share of values dropped.</param>
/// <param name="BatchSize">Texts in a step.</param>
/// <param name="LearningRate">Step size.</param>
/// <param name="Epochs">Passes over the data at most.</param>
/// <param name="BalanceClasses">Whether every class weighs the same.</param>
/// <param name="Seed">The same seed gives the same model.</param>
sealed record TrainingRequest(
    ProfileRequest Table, string Name, string Cell, int HiddenSize, int Layers, bool Bidirectional, int EmbeddingSize, float Dropout, int BatchSize,
    float LearningRate, int Epochs, bool BalanceClasses, ulong Seed)
{
    // Often enough for small tables, which take few steps in all; a look costs a few steps.
    const int LookEvery = 50;

    const int LongestName = 64;

    /// <summary>The options of the classifier.</summary>
    /// <exception cref="InvalidDataException">The cell has no such name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal TextClassifierOptions Options => new(
        CellOf(Cell), HiddenSize, Layers, Bidirectional, EmbeddingSize, Dropout: Dropout, BalanceClasses: BalanceClasses, BatchSize: BatchSize,
        LearningRate: LearningRate, Epochs: Epochs, Seed: Seed, InspectEverySteps: LookEvery);

    /// <summary>The folder that the model goes to.</summary>
    /// <exception cref="InvalidDataException">The name is none, or taken.</exception>
    internal string Folder(ModelShelf shelf)
    {
        bool plain = Name.Length is > 0 and <= LongestName && Name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ') && Name[0] != '.' && Name == Name.Trim();
        if (!plain)
        {
            throw new InvalidDataException($"the name \"{Name}\": expected up to {LongestName} letters, digits, spaces, - _ or . and no dot in front.");
        }

        string folder = Path.Combine(shelf.Root, Name);
        return !Path.Exists(folder) ? folder
            : throw new InvalidDataException($"{Name}: there is something of this name in {shelf.Root} already, which stays as it is; choose another name.");
    }

    static CellKind CellOf(string word) => CellKinds.All.Where(kind => kind.Word() == word).Select(kind => (CellKind?)kind).FirstOrDefault()
        ?? throw new InvalidDataException($"the cell \"{word}\": there is none of this name.");
}
