using System.CommandLine;
using Unroll.Cli.Commands;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Classification;
using Unroll.Cli.Tasks.Generation;
using Unroll.Cli.Tasks.Tagging;
using Unroll.Cli.Tasks.Translation;
using Unroll.Formats.Onnx;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks;

/// <summary>Something that models can learn: what it adds to the command line, and the run that a command line asks for.</summary>
abstract class ToolTask
{
    /// <summary>What a user writes after --task, and what a model's configuration says.</summary>
    internal abstract string Name { get; }

    /// <summary>What it does, for the help page: "give a text one of several labels".</summary>
    internal abstract string Purpose { get; }

    /// <summary>What the shared options are when nothing is said; null for an option that means nothing here.</summary>
    internal abstract NetworkDefaults Defaults { get; }

    /// <summary>The options that not every task has.</summary>
    internal abstract IReadOnlyList<Option> Options { get; }

    /// <summary>The options of evaluate that not every task has.</summary>
    internal virtual IReadOnlyList<Option> EvaluationOptions => [];

    /// <summary>The data to learn from when none is named.</summary>
    internal virtual string DefaultData => "dotnet-docs";

    /// <summary>Names and paths of data that one run learns from, at most.</summary>
    internal virtual int MostData => 1;

    /// <summary>The model folder when none is named: called after the data.</summary>
    internal virtual string ModelName(IReadOnlyList<string> sources) => DataSource.BaseName(sources[0]);

    /// <summary>Every task, the one that is meant when none is named first; new ones each time, because options belong to one command.</summary>
    /// <param name="columns">The command's options for columns.</param>
    internal static IReadOnlyList<ToolTask> CreateAll(ColumnArguments columns)
    {
        TokenizerArguments tokens = new();
        return [new ClassificationTask(columns, tokens), new GenerationTask(tokens), new TaggingTask(columns), new TranslationTask(tokens)];
    }

    /// <summary>The task that a model is for.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="tasks">Every task.</param>
    /// <exception cref="InvalidDataException">There is no model, or one for a task that is not among them.</exception>
    internal static ToolTask Of(string folder, IReadOnlyList<ToolTask> tasks)
    {
        string name = ModelFolder.TaskOf(folder);
        return tasks.FirstOrDefault(known => known.Name == name) ?? throw new InvalidDataException(
            $"{folder}: a model for the task \"{name}\", which this version does not know; known are {string.Join(", ", tasks.Select(known => known.Name))}.");
    }

    /// <summary>Everything that decides how the run ends.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="place">Working folder, data and held-out parts.</param>
    /// <param name="given">What was said about the network and its training.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    internal abstract TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given);

    /// <summary>Measures a model and prints the result on standard output.</summary>
    /// <param name="model">A folder with a model of this task.</param>
    /// <param name="data">Names or paths, at least one.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="json">Whether a program reads the result.</param>
    /// <exception cref="InvalidDataException">The model or the data is at fault.</exception>
    internal abstract void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json);

    /// <summary>A model's network in the ONNX format.</summary>
    /// <param name="model">A folder with a model of this task.</param>
    /// <param name="texts">Texts to compare on; null for some made from the model's vocabulary.</param>
    /// <exception cref="InvalidDataException">The model is at fault, or its network cannot be written in that format.</exception>
    internal virtual IReadOnlyList<OnnxExport> ToOnnx(string model, IReadOnlyList<string>? texts) =>
        throw new InvalidDataException($"{model}: a model for --task {Name} cannot be written as ONNX yet; use --safetensors for its weights.");

    /// <summary>Refuses more data than the task can use.</summary>
    /// <exception cref="UsageException">There is more.</exception>
    internal void RequireFewEnough(IReadOnlyList<string> data, ParseResult parse)
    {
        if (data.Count <= MostData) return;
        throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}",
            $"--task {Name} takes {Figures.Counted(MostData, "file, folder or data set", "files, folders or data sets")} at most; leave '{data[MostData]}' out.");
    }
}
