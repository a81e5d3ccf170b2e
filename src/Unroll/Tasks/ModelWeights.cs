using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;

namespace Unroll.Tasks;

/// <summary>The weights of a trained model, whatever its task: others come in, its own go out.</summary>
public static class ModelWeights
{
    /// <summary>
    /// Puts the weights of a safetensors file, or of one that torch.save wrote, into a model. Its vocabulary and settings stay; its
    /// metrics, history and what else is known of its run, which are the old weights', are removed.
    /// </summary>
    /// <param name="folder">A folder that training wrote.</param>
    /// <param name="weights">The file.</param>
    /// <param name="options">Other names in the file, and what it may lack; null for the defaults.</param>
    /// <param name="output">The folder that receives the model with these weights, while the first stays as it is; null to change the first.</param>
    /// <returns>What was loaded, and what was not.</returns>
    /// <exception cref="InvalidDataException">The model or the file is damaged, or they do not fit each other; nothing was written.</exception>
    /// <exception cref="IOException">A file is missing, cannot be read or written.</exception>
    public static ModuleStateReport Import(string folder, string weights, LoadStateOptions? options = null, string? output = null)
    {
        Module network = NetworkOf(folder);
        ModuleStateReport report = network.LoadState(weights, options);
        if (output is null)
        {
            ModelFolder.ReplaceWeights(folder, network);
        }
        else
        {
            ModelFolder.CopyWithWeights(folder, output, network);
        }

        return report;
    }

    /// <summary>Writes the weights of a model as a safetensors file under PyTorch's names, for PyTorch's <c>load_state_dict</c>.</summary>
    /// <param name="folder">A folder that training wrote.</param>
    /// <param name="path">The file; replaced as a whole or not at all.</param>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(string folder, string path) => NetworkOf(folder).SaveState(path);

    static Module NetworkOf(string folder) => ModelFolder.TaskOf(folder) switch
    {
        TextClassifierFolder.Task => TextClassifier.Load(folder).Network,
        TextGeneratorFolder.Task => TextGenerator.Load(folder).Network,
        SequenceTaggerFolder.Task => SequenceTagger.Load(folder).Network,
        TranslatorFolder.Task => Translator.Load(folder).Network,
        CaptionerFolder.Task => Captioner.Load(folder).Network,
        string other => throw new InvalidDataException($"{folder}: a model for the task \"{Quotation.Shown(other)}\", which this version does not know."),
    };
}
