namespace Unroll.Studio.Service;

/// <summary>All models that are served, by name and version.</summary>
sealed class ServedModels : IDisposable
{
    readonly List<ServedModel> models = [];
    readonly Dictionary<string, ServedModel> byAddress = new(StringComparer.Ordinal);

    /// <summary>Loads models. A name alone means the version that was given last.</summary>
    /// <param name="options">Which models, and how much is computed at a time.</param>
    /// <param name="services">Clock and log.</param>
    /// <exception cref="InvalidDataException">A name is given twice, or a model cannot be loaded; one line that says which.</exception>
    internal ServedModels(ServiceOptions options, Surroundings services)
    {
        try
        {
            foreach (ModelAddress address in options.Models)
            {
                if (models.Any(other => other.Address.Full == address.Full))
                {
                    throw new InvalidDataException($"{address.Full}: two models have this name; give one of them another, as in {address.Name}@2={address.Folder}.");
                }

                ServedModel model = ServedModel.Open(address, options.Limits, services);
                models.Add(model);
                byAddress[address.Full] = byAddress[address.Name] = model;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All models, in the order they were given.</summary>
    internal IReadOnlyList<ServedModel> All => models;

    /// <summary>The model at an address.</summary>
    /// <param name="address">NAME or NAME@VERSION.</param>
    /// <exception cref="RequestProblem">There is none.</exception>
    internal ServedModel this[string address] => byAddress.TryGetValue(address, out ServedModel? model) ? model
        : throw RequestProblem.Missing($"There is no model of this name; there are {string.Join(", ", models.Select(each => each.Address.Full))}.");

    /// <summary>The model at an address, if it does what is asked for.</summary>
    /// <exception cref="RequestProblem">There is none, or it does something else.</exception>
    internal TModel Require<TModel>(string address) where TModel : ServedModel => this[address] as TModel
        ?? throw RequestProblem.Conflict($"{this[address].Address.Full} is a model for the task {this[address].Task}; this address is for others.");

    /// <summary>Whether a name alone means this model.</summary>
    internal bool IsCurrent(ServedModel model) => byAddress[model.Address.Name] == model;

    /// <summary>Lets the threads of all models end.</summary>
    public void Dispose() => models.ForEach(model => model.Dispose());
}
