using System.Security;
using System.Text.Json;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Flows;

/// <summary>What an endpoint answered, a refusal included.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The error code; null where there is none.</param>
/// <param name="Description">The error's description, or the start of an answer that is no error and not understood.</param>
internal sealed record GrantAnswer(int Status, string? Error, string Description)
{
    /// <summary>The access token; null where none came.</summary>
    public AccessToken? AccessToken { get; init; }

    /// <summary>The refresh token; null where none came.</summary>
    public SecureString? RefreshToken { get; init; }

    /// <summary>The instance that the access token is for.</summary>
    public Uri? InstanceUrl { get; init; }

    /// <summary>The scopes that were granted; null where the answer names none.</summary>
    public string? Scope { get; init; }

    /// <summary>The body of an answer about something else than a token; Undefined for none.</summary>
    public JsonElement Body { get; init; }

    /// <summary>Whether the other side let the request in: a 2xx status, or a redirect that carries no error.</summary>
    public bool IsAccepted => Error is null && Status is >= 200 and < 400;
}
