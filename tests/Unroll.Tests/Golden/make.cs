#!/usr/bin/env dotnet
#:package TorchSharp-cpu@0.107.0
#:include Maker/*.cs
#:property PublishAot=false
// The version stands in this file alone: nothing else in the project may come to depend on libtorch.
#:property ManagePackageVersionsCentrally=false
// NU1603: two packages that TorchSharp asks for exist only in a slightly newer version than it names.
// IDE0130: a file-based app has no root namespace that its folder could match.
#:property NoWarn=$(NoWarn);NU1603;IDE0130

// Writes the golden vectors beside this file from libtorch; README.md says what each holds and how to run this.

using TorchSharp;
using Unroll.GoldenMaker;

if (args is not [string folder])
{
    Console.Error.WriteLine("usage: make FOLDER (the folder that receives the .safetensors files)");
    return 2;
}

// One thread: libtorch then adds in the same order on every machine with the same kind of processor.
torch.set_num_threads(1);
Directory.CreateDirectory(folder);

RecurrentGolden.Write(folder);
LayerGolden.Write(folder);
AttentionGolden.Write(folder);
CopyGolden.Write(folder);
ChainGolden.Write(folder);
TiedGolden.Write(folder);
CrossEntropyGolden.Write(folder);
OptimizerGolden.Write(folder);
SparseAdamGolden.Write(folder);
GradientClippingGolden.Write(folder);
ScheduleGolden.Write(folder);
TrainingRunGolden.Write(folder);
return 0;
