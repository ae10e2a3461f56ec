namespace EcaTools.Core.Metadata;

/// <summary>A part of an app that could not be read, so that what it would say is not known.</summary>
/// <param name="Type">The metadata type or object, such as <c>ExtlClntAppGlobalOauthSettings</c> or
/// <c>OauthToken</c>.</param>
/// <param name="Reason">Why it could not be read, or was not read whole.</param>
public sealed record UnreadPart(string Type, string Reason)
{
    /// <summary>How to fix it; null where nothing is known to.</summary>
    public string? NextStep { get; init; }

    /// <summary>Whether an org was not asked, since the app was read from files, which never hold this part.</summary>
    public bool IsBeyondFiles { get; init; }

    /// <summary>The type or object and the reason.</summary>
    public override string ToString() => $"{Type}: {Reason}";
}
