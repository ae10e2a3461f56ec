using EcaTools.Core.Inventory;

namespace EcaTools.Engine.Binding;

/// <summary>A Connected App that a parameter names: by its name or label, which may have wildcards, or by an object
/// that has its name.</summary>
public sealed record ConnectedAppIdentity
{
    /// <summary>The apps of that name or label.</summary>
    public ConnectedAppIdentity(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>An app that was read.</summary>
    public ConnectedAppIdentity(ConnectedApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        (Name, Source) = (app.Name, app.Source);
    }

    /// <summary>The name or label.</summary>
    public string Name { get; }

    /// <summary>The alias of the org that it was read from, or the path of a file; null if it was only named.</summary>
    public string? Source { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
