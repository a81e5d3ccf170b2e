using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A part of a network. Its parameters and the modules in its fields are found by themselves, under their fields' names.</summary>
/// <remarks>
/// Fields of type <see cref="Module"/>, <see cref="Parameter"/>, and lists or arrays of either are found, in the order of
/// declaration; a list adds its index: <c>layers.0.weight</c>. Derived classes should be sealed: private fields of a class
/// in between are not seen.
/// </remarks>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)]
public abstract class Module
{
    List<(string Name, Parameter Parameter)>? found;
    readonly List<(string Name, Module Module)> modules = [];

    /// <summary>Every parameter with its full name, such as <c>lstm.weight_ih_l0</c>; one that is shared appears once.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> NamedParameters => found ??= Collect();

    /// <summary>Every module in this one with its full name, such as <c>encoder.lstm</c>, once; not this one itself.</summary>
    internal IReadOnlyList<(string Name, Module Module)> NamedModules
    {
        get
        {
            found ??= Collect();
            return modules;
        }
    }

    /// <summary>Every parameter, once.</summary>
    public IEnumerable<Parameter> Parameters
    {
        get
        {
            foreach ((_, Parameter parameter) in NamedParameters)
            {
                yield return parameter;
            }
        }
    }

    /// <summary>How many numbers training may change, frozen parameters included.</summary>
    public long ParameterCount
    {
        get
        {
            long count = 0;
            foreach (Parameter parameter in Parameters)
            {
                count += parameter.Shape.Count;
            }

            return count;
        }
    }

    /// <summary>Forgets every gradient.</summary>
    public void ClearGradients()
    {
        foreach (Parameter parameter in Parameters)
        {
            parameter.ClearGradient();
        }
    }

    List<(string Name, Parameter Parameter)> Collect()
    {
        List<(string, Parameter)> all = [];
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        AddFields(this, prefix: "", all, seen);
        return all;
    }

    void AddFields(Module module, string prefix, List<(string, Parameter)> all, HashSet<object> seen)
    {
        if (!seen.Add(module))
        {
            return;
        }

        if (prefix.Length > 0)
        {
            modules.Add((prefix[..^1], module));
        }

        // GetFields promises no order; the metadata token, where there is one (not under Native AOT), is the order of declaration.
        IEnumerable<FieldInfo> fields = module.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(field => field.HasMetadataToken() ? field.GetMetadataToken() : 0);
        foreach (FieldInfo field in fields)
        {
            if (field.DeclaringType != typeof(Module))
            {
                Add(field.GetValue(module), prefix, FieldName(field), all, seen);
            }
        }
    }

    void Add(object? value, string prefix, string name, List<(string, Parameter)> all, HashSet<object> seen)
    {
        switch (value)
        {
            case Parameter parameter when seen.Add(parameter):
                all.Add((prefix + parameter.Name, parameter));
                break;
            case Module module:
                AddFields(module, $"{prefix}{name}.", all, seen);
                break;
            case IReadOnlyList<Parameter> parameters:
                foreach (Parameter parameter in parameters)
                {
                    Add(parameter, prefix, name, all, seen);
                }

                break;
            case IReadOnlyList<Module> modules:
                for (int i = 0; i < modules.Count; i++)
                {
                    Add(modules[i], $"{prefix}{name}.", $"{i}", all, seen);
                }

                break;
        }
    }

    // The compiler stores a captured constructor parameter `x` as `<x>P` and a property `X` as `<X>k__BackingField`.
    static string FieldName(FieldInfo field)
    {
        string name = field.Name;
        return name is ['<', ..] && name.IndexOf('>') is > 1 and int end ? name[1..end] : name;
    }
}
