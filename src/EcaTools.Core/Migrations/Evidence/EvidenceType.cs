using System.Collections.Immutable;

namespace EcaTools.Core.Migrations.Evidence;

/// <summary>How objects of a type become evidence. A row of the table in evidence.json.</summary>
/// <param name="Type">The name of the type, without its namespace.</param>
/// <param name="Kind">What the object is evidence of.</param>
/// <param name="App">The properties that may hold the app's name; the first one that does counts.</param>
internal sealed record EvidenceType(string Type, string Kind, ImmutableArray<string> App)
{
    /// <summary>The property of the caller.</summary>
    public string? Caller { get; init; }

    /// <summary>The values that properties must have for the object to be evidence of this; an empty one means that
    /// there is none.</summary>
    public ImmutableDictionary<string, string> When { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The property of the outcome. An object without a value in it is not evidence of this.</summary>
    public string? Outcome { get; init; }

    /// <summary>Its values that mean Passed.</summary>
    public ImmutableArray<string> Passed { get; init; } = [];

    /// <summary>Its values that mean Failed.</summary>
    public ImmutableArray<string> Failed { get; init; } = [];

    /// <summary>Whether every other value means Failed.</summary>
    public bool FailedOtherwise { get; init; }

    /// <summary>The properties that must not be empty, where no property has the outcome.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>The properties that tell several things of an app apart.</summary>
    public ImmutableArray<string> Subject { get; init; } = [];

    /// <summary>The property of the time at which it was found out.</summary>
    public string? Time { get; init; }

    /// <summary>The property of the start of the time that was looked at.</summary>
    public string? WindowStart { get; init; }

    /// <summary>The property of the end of that time.</summary>
    public string? WindowEnd { get; init; }

    /// <summary>The properties that may say in a few words what was found.</summary>
    public ImmutableArray<string> Detail { get; init; } = [];

    /// <summary>The properties that may hold the path of the file that has the evidence.</summary>
    public ImmutableArray<string> File { get; init; } = [];
}
