using Unroll.Formats;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>
/// A file of feature grids: a tensor for each picture, called by the name of the picture's file, [rows, columns, features] or [places, features].
/// The numbers of a grid are read when they are asked for, so the file may be larger than memory.
/// </summary>
public sealed class FeatureGrids : IDisposable
{
    readonly WeightsFile file;

    FeatureGrids(WeightsFile file, GridShape shape) => (this.file, Shape) = (file, shape);

    /// <summary>The sizes of every grid.</summary>
    public GridShape Shape { get; }

    /// <summary>Where they come from.</summary>
    public string Origin => file.Path;

    /// <summary>The names of the pictures, sorted by code point.</summary>
    public IReadOnlyList<string> Names => file.Names;

    /// <summary>Opens a file; places without rows and columns are taken for a square where their number is one, else for one row.</summary>
    /// <param name="path">A safetensors file, or one that torch.save wrote.</param>
    /// <exception cref="InvalidDataException">The file is damaged, empty, or its tensors are no grids of one size; one line that says which.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static FeatureGrids Open(string path)
    {
        WeightsFile file = WeightsFile.Open(path);
        try
        {
            if (file.Names is not [var first, ..])
            {
                throw new InvalidDataException($"{path}: holds no tensor; expected one for each picture, called by the name of its file.");
            }

            GridShape shape = ShapeOf(file, first);
            foreach (string name in file.Names)
            {
                if (ShapeOf(file, name) is var other && other != shape)
                {
                    throw new InvalidDataException($"{path}: {Quotation.Of(name)} has {other}, but {Quotation.Of(first)} has {shape}; all grids need one size.");
                }
            }

            return new(file, shape);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The grid of a picture; null where there is none.</summary>
    /// <param name="name">The name of the picture's file, with its ending or without.</param>
    public FeatureGrid? Find(string name)
    {
        string? stored = file.Contains(name) ? name : Path.ChangeExtension(name, null) is var bare && file.Contains(bare) ? bare : null;
        return stored is null ? null : new(Shape, $"{file.Path}: {Quotation.Of(stored)}", destination => file.ReadInto(stored, destination));
    }

    /// <summary>Closes the file; grids that came from it can no longer be read.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>The file and its grids.</summary>
    public override string ToString() => $"FeatureGrids({Origin}: {Names.Count} of {Shape})";

    static GridShape ShapeOf(WeightsFile file, string name)
    {
        Shape shape = file.ShapeOf(name);
        (int rows, int columns, int features) = shape switch
        {
            [var places, var size] when (int)Math.Sqrt(places) is var side && side * side == places => (side, side, size),
            [var places, var size] => (1, places, size),
            [var down, var across, var size] => (down, across, size),
            _ => (0, 0, 0),
        };
        return rows > 0 && columns > 0 && features > 0 && file.TypeOf(name).IsFloat()
            ? new(rows, columns, features)
            : throw new InvalidDataException(
                $"{file.Path}: {Quotation.Of(name)} is {file.TypeOf(name)} {shape}; expected floating-point numbers, [rows, columns, features] or [places, features], with features last.");
    }
}
