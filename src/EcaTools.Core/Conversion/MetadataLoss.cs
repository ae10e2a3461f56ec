using System.Text.Json.Serialization;

namespace EcaTools.Core.Conversion;

/// <summary>Something in the Connected App that the ECA metadata does not carry.</summary>
/// <param name="Field">The path in the source, such as <c>oauthConfig.callbackUrl</c>.</param>
/// <param name="Value">What stood there; masked where it is sensitive; empty for an empty element.</param>
/// <param name="Reason">Why it was not carried over.</param>
/// <param name="Action">What to do by hand.</param>
public sealed record MetadataLoss(string Field, string Value, string Reason, string Action)
{
    /// <summary>The Connected App's full name. summary.json has it once, on the app.</summary>
    [JsonIgnore]
    public string App { get; init; } = "";

    /// <summary>The field and why it was not carried over.</summary>
    public override string ToString() => $"{Field}: {Reason}";
}
