namespace EcaTools.Core.Salesforce.Login;

/// <summary>What a browser brought to the callback URL: a code, or an error.</summary>
/// <param name="Code">The code; null where there is an error.</param>
/// <param name="Error">The error; null where there is a code.</param>
/// <param name="Description">The text that goes with the error; empty where there is none.</param>
internal sealed record CallbackAnswer(string? Code, string? Error, string Description)
{
    /// <summary>Never the code.</summary>
    public override string ToString() => Error ?? "(code)";
}
