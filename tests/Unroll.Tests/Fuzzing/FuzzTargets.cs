using Unroll.Formats;
using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Tensors;
using Unroll.Tests.Formats.PyTorch;
using Unroll.Text;

namespace Unroll.Tests.Fuzzing;

/// <summary>Every loader of files that come from elsewhere. A new format adds its line to <see cref="All"/>.</summary>
static class FuzzTargets
{
    static readonly string[] Words = [Vocabulary.Unknown, "</s>", "<eos>", "good", "bad", "\\", "naïve", "tab\t"];

    /// <summary>All targets, with their files in a folder that is there and empty.</summary>
    internal static IReadOnlyList<FuzzTarget> All(string folder) =>
    [
        Safetensors(Path.Combine(folder, "fuzz.safetensors")),
        PyTorch(Path.Combine(folder, "fuzz.pt")),
        Pickle(Path.Combine(folder, "pickle.pt")),
        Onnx(Path.Combine(folder, "fuzz.onnx")),
        OnnxCut(Path.Combine(folder, "cut.onnx")),
        TextVocabulary(Path.Combine(folder, "vocabulary.txt")),
        Merges(folder),
        .. Model("classifier", folder, path => new TextClassifier(new(HiddenSize: 3, EmbeddingSize: 2), ["no", "yes"], new(new WordTokenizer(), new(Words), 9)).Save(path), path => TextClassifier.Load(path)),
        .. Model("generator", folder, path => new TextGenerator(new(HiddenSize: 3, EmbeddingSize: 2), new(new CharacterTokenizer(), new(Words))).Save(path), path => TextGenerator.Load(path)),
        .. Model("tagger", folder, path => new SequenceTagger(new(HiddenSize: 3, EmbeddingSize: 2, CharacterSize: 2, CharacterHiddenSize: 2), ["O", "B-X", "I-X"], TagScheme.Bio, new(new(Words), new(Words), lowerCase: true)).Save(path), path => SequenceTagger.Load(path)),
        .. Model("translator", folder, SaveTranslator, path => Translator.Load(path)),
        .. Model("captioner", folder, path => new Captioner(new(Channels: 1, Side: 4, Filters: 2, Blocks: 1, HiddenSize: 3, EmbeddingSize: 2), new(new(Words), 9)).Save(path), path => Captioner.Load(path)),
        .. Model("captioner of grids", folder, path => new Captioner(new(HiddenSize: 3, EmbeddingSize: 2, Grid: new(2, 2, 3)), new(new(Words), 9)).Save(path), path => Captioner.Load(path)),
        Captions(Path.Combine(folder, "captions.csv")),
        Grids(Path.Combine(folder, "features.safetensors")),
    ];

    static FuzzTarget Safetensors(string path) => new("safetensors", path, [Written(Tensors(new()))], () => ReadEverything(path));

    static FuzzTarget PyTorch(string path) => new("pytorch archive", path, [TorchArchive.Of(StateDictionary(), 1, 2, 3, 4, 5, 6)], () => ReadEverything(path));

    // Damage to a pickle inside a whole archive gets further than damage to the archive.
    static FuzzTarget Pickle(string path) => new("pickle", path, [StateDictionary()], () => ReadEverything(path))
    {
        Wrap = pickle => TorchArchive.Of(pickle, 1, 2, 3, 4, 5, 6),
    };

    // A recurrent operator with its input among the weights, so that it runs without any given.
    static FuzzTarget Onnx(string path)
    {
        OnnxNode node = new("RNN", ["X", "W", "R"], ["Y", "Y_h"], [new("hidden_size", 2L), new("activations", new[] { "Tanh" })]);
        OnnxTensor[] weights = [OnnxTensor.Of("X", [1f, 2, 3, 4], 2, 2, 1), OnnxTensor.Of("W", [1f, 2], 1, 2, 1), OnnxTensor.Of("R", [1f, 2, 3, 4], 1, 2, 2)];
        OnnxModel model = new(new("g", [node], weights, [], [new("Y", OnnxType.Float, ["2", "1", "2", "2"])]), OnnxModel.WrittenOpset, "a description", path);
        return new("onnx", path, [model.ToBytes()], () => OnnxModel.Load(path).Run([]));
    }

    static FuzzTarget OnnxCut(string path)
    {
        OnnxNode[] nodes = [new("Relu", ["x"], ["a"], []), new("Add", ["a", "w"], ["b"], []), new("Exp", ["b"], ["c"], [new("axes", new[] { 1L })])];
        OnnxValue input = new("x", OnnxType.Float, ["batch"]), output = new("c", OnnxType.Float, ["batch"]);
        OnnxModel model = new(new("g", nodes, [OnnxTensor.Of("w", [1f], 1)], [input], [output]), OnnxModel.WrittenOpset, "a description", path);
        return new("onnx, cut off", path, [model.ToBytes()], () => OnnxModel.CutBehind(File.ReadAllBytes(path), "b", path));
    }

    static FuzzTarget TextVocabulary(string path) => new("vocabulary", path, [Text(writer => new Vocabulary(Words).Save(writer))], () => Vocabulary.Load(path));

    static FuzzTarget Merges(string folder)
    {
        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        File.WriteAllText(merges, "#version: 0.2\na b\nab c\n");
        return new("byte pair vocabulary", vocabulary, ["""{"a":0,"b":1,"c":2,"ab":3,"abc":4}"""u8.ToArray()], () => SubwordTokenizer.LoadBpe(vocabulary, merges))
        {
            Beside = new FileInfo(merges).Length,
        };
    }

    static FuzzTarget Captions(string path) => new("table of captions", path, ["image,split,caption\na.jpg#0,train,\"A dog, running\"\nb.jpg,test,two\n"u8.ToArray()], () => CaptionTable.Load(path));

    static FuzzTarget Grids(string path)
    {
        SafetensorsWriter writer = new();
        writer.Add("a.jpg", Tensor.From([1, 2, 3, 4, 5, 6], [1, 2, 3]));
        writer.Add("b.jpg", Tensor.From([1, 2, 3, 4, 5, 6], [1, 2, 3]));
        return new("feature grids", path, [Written(writer)], () =>
        {
            using FeatureGrids grids = FeatureGrids.Open(path);
            foreach (string name in grids.Names)
            {
                grids.Find(name)!.CopyTo(new float[grids.Shape.Count]);
            }
        });
    }

    // A model is damaged in its configuration and in its weights; its vocabulary is held to its checksum.
    static IEnumerable<FuzzTarget> Model(string name, string folder, Action<string> save, Action<string> load)
    {
        foreach (string file in new[] { "config.json", "model.safetensors" })
        {
            string model = Path.Combine(folder, $"{name} {file}"), path = Path.Combine(model, file);
            save(model);
            yield return new($"{name} {file}", path, [File.ReadAllBytes(path)], () => load(model))
            {
                Beside = Directory.GetFiles(model).Sum(other => new FileInfo(other).Length),
            };
        }
    }

    static void SaveTranslator(string path)
    {
        TranslatorOptions options = new(HiddenSize: 4, EmbeddingSize: 2, Unit: TranslationUnit.Word);
        LanguageSide side = new(Tokenizer.Create(new(TokenizerKind.Word, LowerCase: false)), new(Words), options);
        new Translator(options, side, side).Save(path);
    }

    static byte[] StateDictionary() => new PickleBytes().Op('}').Raw((byte)'q', 0).Op('(')
        .Text("epoch").Integer(70_000).Text("seed").Integer(1L << 40).Text("note").Op(']').Op('(').Text("x").Op('N').Op('e')
        .Text("state_dict").OrderedDictionary().Raw((byte)'q', 1).Op('(')
        .Text("lstm.weight_ih_l0").Tensor("FloatStorage", "0", 6, 1, [2, 2], [1, 2])
        .Text("lstm.bias").Tensor("FloatStorage", "0", 6, 0, [6], [1])
        .Op('u').Op('}').Text("_metadata").Raw((byte)'h', 1).Op('s').Op('b')
        .Op('u').Done();

    static SafetensorsWriter Tensors(SafetensorsWriter writer)
    {
        writer.Add("lstm.weight_ih_l0", Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]));
        writer.Add("lstm.bias", Tensor.From([1, 2], [2]));
        writer.Add("steps", new long[] { 3, 4 });
        writer.Add("half", StoredType.F16, [2], () => [0, 0x3C, 0, 0x40]);
        writer.AddMetadata("config", "{}");
        return writer;
    }

    static byte[] Written(SafetensorsWriter writer)
    {
        using MemoryStream stream = new();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    static byte[] Text(Action<TextWriter> write)
    {
        using StringWriter writer = new();
        write(writer);
        return System.Text.Encoding.UTF8.GetBytes(writer.ToString());
    }

    static void ReadEverything(string path)
    {
        using WeightsFile file = WeightsFile.Open(path);
        foreach (string name in file.Names)
        {
            if (file.TypeOf(name).IsFloat())
            {
                file.Read(name);
            }
            else
            {
                file.ReadBytes(name);
            }
        }
    }
}
