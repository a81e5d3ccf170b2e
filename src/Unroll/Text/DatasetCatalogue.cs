namespace Unroll.Text;

/// <summary>The named data sets: their files below a data folder, how to read them, and where an unchanged copy can be had.</summary>
static class DatasetCatalogue
{
    const string AgNewsAddress = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/";
    const string NamesAddress = "https://raw.githubusercontent.com/spro/practical-pytorch/master/data/names/";

    static readonly TextDatasetOptions NewsTable = new(["2", "3"], "1", Header: false,
        LabelNames: Names(("1", "World"), ("2", "Sports"), ("3", "Business"), ("4", "Sci/Tech")));

    static readonly TextDatasetOptions Polarity = new(["sentence"], "label", Header: true, LabelNames: Names(("0", "negative"), ("1", "positive")));

    static readonly (string Language, long Length, string Sha256)[] Surnames =
    [
        ("Arabic", 13190, "6f424a8dbe51cbbbabab7a57d38b617210125e4e3991f3c657cb79b8f104bafc"),
        ("Chinese", 1246, "09ba8f1f7e38dbc99372d461b26ad4433b811fc6bfa6a3ecca6fe11a9a777465"),
        ("Czech", 3916, "e17ab0ec47616a72c39cb85c783f70c3663ab64488721e5d8378f146d2226be7"),
        ("Dutch", 2351, "924f32b635170eae561f84538632138fc07d4c8bbd70ba3fb980de1ecc4d2af3"),
        ("English", 27125, "9cca037066d3d5989e24bc01801416162de506b5e28e15b7c092a47905d29bf2"),
        ("French", 2178, "81e65b36c60ed5b89a17422f6edcadbb89546f38ad69e960e64e7ba682012a95"),
        ("German", 5610, "7449cd590b97a733e18d613a4155decd77ec35dc5f8aadd7a82204dce4f051db"),
        ("Greek", 1981, "3555b5186de7f401e6d991b088e9e644ca3099116477818c25ab5793801389e6"),
        ("Irish", 1858, "cf8c7013256252a88d2503127b87282a11f21b2ff6db1bded68834c19a1ec058"),
        ("Italian", 5657, "f88414c27d0606a11a678b4859277828c2565d6cc4d9ee932deef6e94f3b35e4"),
        ("Japanese", 7622, "e0e717e114fec3e7eade4d9dabe0067c475f43147e36a22b47902ee76ad9e67f"),
        ("Korean", 423, "cd54221ccb362a6cba4c78828838cf3268a0e59744767a37cf6ec4b74036b136"),
        ("Polish", 1165, "45bab898af2f60ed3a728bbf6980e28821011a7caa53227553b5785903a40826"),
        ("Portuguese", 554, "50a8735f41f4f73757c8ce5b16cb0275cd86b2b214bcbc8c9805f508cb131c53"),
        ("Russian", 85168, "0cfe53ac18041e8f63666aa77313e0a3ff378facb132abee052d8ebdc8c3d62c"),
        ("Scottish", 752, "78d0252711d87d948ea86fe34826c51d2d794a8e52d15b5d6f7b6244d45d62dd"),
        ("Spanish", 2284, "1bcb462ed3316756a85781d68232bddae04498fdddd5d9219c53fd1fbdeba7a7"),
        ("Vietnamese", 339, "f3f9e4164ab47601178a6e45b216464a64122f49d05541f24bf18a757253281d"),
    ];

    static readonly RemoteFile[] AgNewsRemote =
    [
        // The whole official files: 120,000 and 7,600 rows.
        new("train.csv", AgNewsAddress + "train.csv", 64 << 20, "694aa19971315410e000404523796b76349d3c1d"),
        new("test.csv", AgNewsAddress + "test.csv", 1_857_427, "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699"),
    ];

    static readonly DatasetPart[] AgNewsTest = [Part(NewsTable, "test.csv"), Part(NewsTable, "test.csv.gz")];

    internal static readonly IReadOnlyList<NamedDataset> All =
    [
        new(DotNetDocsDataset.Name, "which area of .NET a sentence documents; 20 classes, about 60,000 sentences of the installed SDK", "comes with the SDK"),
        new("ag-news", "topic of a news item; 4 classes, 120,000 items, or 16,496 of them, and 7,600 to test", "non-commercial research")
        {
            Folder = "ag_news",
            Train = [Part(NewsTable, "train.csv"), Part(NewsTable, "train.csv.gz"), Part(NewsTable, "train_subset.csv.gz")],
            Test = AgNewsTest,
            Remote = AgNewsRemote,
        },
        new("ag-news-extra", "ag-news, 16,496 items, with 32,646 more from other copies of it, some in other forms", "non-commercial research")
        {
            Folder = "ag_news",
            Train = [Part(NewsTable, "train_subset.csv.gz") with { Further = Part(NewsTable with { Text = ["3"] }, "train_extra.csv.gz") }],
            Test = AgNewsTest,
        },
        new("sms-spam", "spam among text messages; 2 classes, 5,574 messages", "UCI lists CC BY 4.0; the copy states none")
        {
            Folder = "sms_spam",
            Train = [Part(new(["2"], "1", Header: false), "SMSSpamCollection.tsv"), Part(new(["2"], "1", Header: false), "SMSSpamCollection")],
        },
        new("movie-review-polarity", "praise or blame in a sentence of a film review; 2 classes, 10,662 sentences", "CC BY 4.0")
        {
            Folder = "movie_review_polarity",
            Train = [Part(new(LabelNames: Names(("pos", "positive"), ("neg", "negative"))), "rt-polarity.neg", "rt-polarity.pos")],
        },
        new("imdb", "praise or blame in a film review; 2 classes, 24,996 long texts and as many to test", "none stated")
        {
            Folder = "imdb",
            Train = [Part(Polarity with { Text = ["review"] }, "imdb_train.tsv.gz")],
            Test = [Part(Polarity with { Text = ["review"] }, "imdb_test.tsv.gz")],
        },
        new("sst2", "praise or blame in a sentence (Stanford treebank); 2 classes, 6,920 sentences, 872 to validate, 1,821 to test", "research")
        {
            Folder = "sst",
            Train = [Part(Polarity, "sst2_train.tsv")],
            Validation = [Part(Polarity, "sst2_dev.tsv")],
            Test = [Part(Polarity, "sst2_test.tsv")],
        },
        new("names", "language of a surname, by its letters; 18 classes of very different size, 20,050 names", "MIT")
        {
            Folder = "names",
            Train = [Part(new(), [.. Surnames.Select(file => file.Language + ".txt")])],
            Remote = [.. Surnames.Select(file => new RemoteFile(file.Language + ".txt", NamesAddress + file.Language + ".txt", file.Length, file.Sha256))],
        },
    ];

    static DatasetPart Part(TextDatasetOptions options, params string[] files) => new(files, options);

    static Dictionary<string, string> Names(params (string Written, string Name)[] names) => names.ToDictionary(name => name.Written, name => name.Name);
}
