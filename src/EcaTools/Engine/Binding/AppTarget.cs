using EcaTools.Core.Freeze;

namespace EcaTools.Engine.Binding;

/// <summary>An app that a parameter names, of one kind or of either.</summary>
public sealed record AppTarget
{
    /// <summary>The app of that name.</summary>
    public AppTarget(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What kind of app it is; null if only a name was given.</summary>
    public AppKind? Kind { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
