namespace EcaTools.Core.Migrations;

/// <summary>A caller of a Connected App that must be switched to the External Client App. Holds no secret.</summary>
public sealed record PlannedCaller
{
    /// <summary>The name of the caller where an app's callers are not known one by one.</summary>
    public const string Everyone = "all callers";

    /// <summary>The name of the people who log in by themselves, as one caller.</summary>
    public const string People = "people";

    /// <summary>The name, unique within the app.</summary>
    public required string Name { get; init; }

    /// <summary>Who is responsible for the caller; null if it is the owner of the app.</summary>
    public string? Owner { get; init; }

    /// <summary>Where the caller's credential is stored, such as a key vault and a name in it. Never the credential
    /// itself.</summary>
    public string? Credential { get; init; }

    /// <summary>How much depends on the caller: callers of a low risk are switched first.</summary>
    public CallerRisk Risk { get; init; }

    /// <summary>The wave; null if it is that of the app.</summary>
    public int? Wave { get; init; }

    /// <summary>How many instances the caller has that can be switched one by one, from 1.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
