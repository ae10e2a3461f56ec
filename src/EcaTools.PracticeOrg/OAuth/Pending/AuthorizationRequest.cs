namespace EcaTools.PracticeOrg.OAuth.Pending;

/// <summary>An app's request that a user is asked about in a browser.</summary>
/// <param name="ConsumerKey">The app.</param>
/// <param name="Scope">The scopes that it asks for.</param>
internal sealed record AuthorizationRequest(string ConsumerKey, string Scope)
{
    /// <summary>Where the response goes; null for a device, which asks for it.</summary>
    public string? RedirectUri { get; init; }

    /// <summary>Whether the response is the token itself (user-agent flow) and not a code.</summary>
    public bool WantsToken { get; init; }

    public string? State { get; init; }

    public string? CodeChallenge { get; init; }

    public string? Nonce { get; init; }

    public string? LoginHint { get; init; }

    /// <summary>Ask for the password even of a user who is logged in.</summary>
    public bool ForcesLogin { get; init; }

    /// <summary>Ask for approval even where it was given before.</summary>
    public bool ForcesConsent { get; init; }

    /// <summary>Show no page: answer with an error where one would be needed.</summary>
    public bool IsSilent { get; init; }

    public DeviceAuthorization? Device { get; init; }

    /// <summary>The cookie of the browser that it was shown to; another browser can't answer it.</summary>
    public string? Browser { get; init; }
}
