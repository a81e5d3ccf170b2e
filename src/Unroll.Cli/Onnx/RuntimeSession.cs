using Microsoft.ML.OnnxRuntime;
using Unroll.Formats.Onnx;

namespace Unroll.Cli.Onnx;

/// <summary>A model in ONNX Runtime: the only file that names that package.</summary>
sealed class RuntimeSession : IDisposable
{
    readonly InferenceSession session;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model; one line with its reason.</exception>
    internal RuntimeSession(byte[] model, string source)
    {
        session = Saying(source, () =>
        {
            using SessionOptions settings = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            return new InferenceSession(model, settings);
        });
        Source = source;
    }

    string Source { get; }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">One for each input.</param>
    /// <param name="outputs">Names of what is wanted.</param>
    /// <returns>One a name: numbers of type Float or Int64.</returns>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the inputs; one line with its reason.</exception>
    internal IReadOnlyList<OnnxTensor> Run(IReadOnlyList<OnnxTensor> inputs, IReadOnlyList<string> outputs)
    {
        List<OrtValue> values = [];
        try
        {
            values.AddRange(inputs.Select(ToValue));
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> results =
                Saying(Source, () => session.Run(options, [.. inputs.Select(input => input.Name)], values, outputs));
            return [.. results.Select((result, i) => FromValue(outputs[i], result))];
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    /// <summary>Name and sizes of the only input, which must take float32; a size that is free is −1.</summary>
    /// <exception cref="InvalidDataException">There are several, or it takes something else.</exception>
    internal (string Name, int[] Sizes) OnlyFloatInput() => session.InputMetadata.ToArray() is [var (name, input)] && input.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float
        ? (name, input.Dimensions)
        : throw new InvalidDataException($"{Source}: reads {string.Join(", ", session.InputMetadata.Keys)}; expected one input of float32.");

    /// <summary>The name of the only output.</summary>
    internal string OnlyOutput() => session.OutputMetadata.Keys.Single();

    public void Dispose() => session.Dispose();

    static OrtValue ToValue(OnnxTensor tensor)
    {
        long[] sizes = [.. tensor.Dimensions];
        return tensor.Type switch
        {
            OnnxType.Float => OrtValue.CreateTensorValueFromMemory(tensor.Floats.ToArray(), sizes),
            OnnxType.Int32 => OrtValue.CreateTensorValueFromMemory(tensor.Integers.ToArray(), sizes),
            _ => OrtValue.CreateTensorValueFromMemory(tensor.LongIntegers.ToArray(), sizes),
        };
    }

    static OnnxTensor FromValue(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo shape = value.GetTensorTypeAndShape();
        return shape.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64
            ? OnnxTensor.Of(name, value.GetTensorDataAsSpan<long>(), shape.Shape)
            : OnnxTensor.Of(name, value.GetTensorDataAsSpan<float>(), shape.Shape);
    }

    static T Saying<T>(string source, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"{source}: ONNX Runtime refuses it: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new PlatformNotSupportedException(
                $"{source}: ONNX Runtime, which has to check the file, does not run on this system; it is there for Windows, macOS on Apple processors, and Linux with glibc, on x64 and arm64.", exception);
        }
    }
}
