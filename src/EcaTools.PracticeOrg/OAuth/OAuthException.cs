using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>A refusal in the OAuth shape: {error, error_description}, with status 400 as Salesforce answers
/// it.</summary>
internal sealed class OAuthException(string error, string description, int status = 400) : RefusedException(description)
{
    public string Error { get; } = error;

    public override Answer ToAnswer() =>
        Answer
            .Json(new JsonObject { ["error"] = Error, ["error_description"] = Message }, status)
            .WithHeader("Cache-Control", "no-cache, no-store");
}
