using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Dense Adam over an embedding table of which each step touches only some rows; float32, as users get it.</summary>
/// <remarks>A row keeps moving on its old momentum while its gradient is zero: an optimizer that skips such rows must catch up.</remarks>
static class SparseAdamGolden
{
    const int Rows = 11, Size = 4, Steps = 20, IdsPerStep = 6;
    const int NeverTouched = 10, FirstAndLastStepOnly = 7, SecondHalfOnly = 4, FirstStepOnly = 2;

    // Steps are counted from 0.
    const int Half = Steps / 2;

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 404);
        Tensor initial = samples.Normal(Rows, Size), ids = Ids(samples), upstream = samples.Normal(Steps, IdsPerStep, Size);
        OptimizerSetting setting = new("adam", OptimizerKind.Adam, LearningRate: 0.01);
        Tensor tables = Run(setting, initial, ids, upstream);
        RequireCarriedOn(initial, tables);

        SafetensorsFile file = new("adam_embedding");
        setting.Describe(file);
        file.Add("initial", initial);
        file.Add("ids", ids);
        file.Add("grad_y", upstream);
        file.Add("tables", tables);
        file.Save(folder);
    }

    /// <summary>Random ids, repeats included, [Steps, IdsPerStep]; the four special rows only when their turn has come.</summary>
    static Tensor Ids(Samples samples)
    {
        long[,] ids = new long[Steps, IdsPerStep];
        for (int step = 0; step < Steps; step++)
        {
            for (int i = 0; i < IdsPerStep; i++) ids[step, i] = Ordinary(step, samples);
        }
        ids[0, 1] = FirstAndLastStepOnly;
        ids[0, 4] = FirstStepOnly;
        ids[Steps - 1, 2] = FirstAndLastStepOnly;
        ids[Half, 0] = SecondHalfOnly;
        return tensor(ids);
    }

    static long Ordinary(int step, Samples samples)
    {
        while (true)
        {
            long id = samples.Below(Rows);
            if (id is not (NeverTouched or FirstAndLastStepOnly or FirstStepOnly) && (id != SecondHalfOnly || step > Half)) return id;
        }
    }

    static Tensor Run(OptimizerSetting setting, Tensor initial, Tensor ids, Tensor upstream)
    {
        using Embedding embedding = nn.Embedding(Rows, Size);
        Parameters.Set(embedding, new Dictionary<string, Tensor> { ["weight"] = initial });
        using optim.Optimizer optimizer = setting.Create(embedding.parameters());
        List<Tensor> tables = [];
        for (int step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            (embedding.call(ids[step]) * upstream[step]).sum().backward();
            optimizer.step();
            tables.Add(embedding.weight!.detach().clone());
        }
        return stack(tables);
    }

    static void RequireCarriedOn(Tensor initial, Tensor tables)
    {
        if (!Same(tables[Steps - 1, NeverTouched], initial[NeverTouched]))
        {
            throw new InvalidOperationException($"Row {NeverTouched} moved without ever having had a gradient.");
        }
        if (Same(tables[1, FirstStepOnly], tables[0, FirstStepOnly]))
        {
            throw new InvalidOperationException($"Row {FirstStepOnly} stood still after its only gradient: the gradient was not dense.");
        }
        if (!Same(tables[Half - 1, SecondHalfOnly], initial[SecondHalfOnly]))
        {
            throw new InvalidOperationException($"Row {SecondHalfOnly} moved before its first gradient at step {Half}.");
        }
    }

    static bool Same(Tensor first, Tensor second) => first.eq(second).all().item<bool>();
}
