using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Access;

/// <summary>Who may use an app through one permission set or profile, or through none. Immutable; holds no
/// secret.</summary>
public sealed record EcaAccess
{
    /// <summary>The full name of the app.</summary>
    public required string App { get; init; }

    /// <summary>The label of the app.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it is a Connected App or an External Client App.</summary>
    public required AccessAppKind AppKind { get; init; }

    /// <summary>The record id of the app; null if the org did not tell it.</summary>
    public string? AppId { get; init; }

    /// <summary>What gives the access.</summary>
    public required AccessThrough Through { get; init; }

    /// <summary>The API name of the permission set, or the name of the profile; null for every other way.</summary>
    public string? Grant { get; init; }

    /// <summary>The id of the permission set, which a profile has too; null if there is none.</summary>
    public string? PermissionSetId { get; init; }

    /// <summary>The id of the row of SetupEntityAccess; null if there is none.</summary>
    public string? SetupEntityAccessId { get; init; }

    /// <summary>The namespace of the package that the permission set came in; null for a local one.</summary>
    public string? NamespacePrefix { get; init; }

    /// <summary>
    /// The users. Empty for <see cref="AccessThrough.SelfAuthorization"/>, unless users were asked for by name: all
    /// users of the org may use the app then.
    /// </summary>
    [FlatJson]
    public ImmutableArray<EcaAccessUser> Users { get; init; } = [];

    /// <summary>Whether <see cref="Users"/> are all; false if they were not read, or the app is open to all
    /// users.</summary>
    public bool IsUsersKnown { get; init; }

    /// <summary>How many users can log in and call the API; null if that is not known, or the app is open to all
    /// users.</summary>
    public int? UserCount => IsUsersKnown ? Users.Count(user => user.CanCallApi) : null;

    /// <summary>What is noticeable.</summary>
    [FlatJson]
    public ImmutableArray<EcaAccessFinding> Findings { get; init; } = [];

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>What could not be read, and why. A check that needs it was skipped.</summary>
    [FlatJson]
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];

    /// <summary>The users for a table: <c>all users</c>, <c>12 of 14</c> if some cannot log in or call the API,
    /// <c>?</c> if they are not known.</summary>
    [FlatJson]
    public string UserSummary =>
        UserCount switch
        {
            null => Through is AccessThrough.SelfAuthorization ? SelfAuthorized : "?",
            { } all when all == Users.Length => all.ToString("N0", CultureInfo.InvariantCulture),
            { } count => string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {Users.Length:N0}"),
        };

    /// <summary>What gives the access, for a table: the name of the permission set, <c>profile Finance</c>, <c>all
    /// users</c>, <c>nobody</c> or <c>not read</c>.</summary>
    [FlatJson]
    public string ThroughSummary =>
        Through switch
        {
            AccessThrough.PermissionSet => Grant ?? "",
            AccessThrough.Profile => $"profile {Grant}",
            AccessThrough.SelfAuthorization => "self-authorization",
            AccessThrough.Nobody => "nobody",
            _ => "not read",
        };

    /// <summary>The kinds of the findings, for a table.</summary>
    [FlatJson]
    public string FindingSummary => string.Join(", ", Findings.Select(finding => finding.Kind));

    /// <summary>The app and what gives the access.</summary>
    public override string ToString() => Grant is null ? $"{App} ({Through})" : $"{App} ({Through} {Grant})";

    private string SelfAuthorized => Users.IsEmpty ? "all users" : string.Join(", ", Users);
}
