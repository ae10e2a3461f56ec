namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What the first step of the device flow gives: what the user must do, and the code to poll with.</summary>
/// <param name="UserCode">What the user types on the page.</param>
/// <param name="VerificationUrl">The page.</param>
/// <param name="Interval">How long to wait between two polls.</param>
public sealed record DeviceCode(string UserCode, Uri VerificationUrl, TimeSpan Interval)
{
    /// <summary>The code to poll with. Whoever holds it gets the token.</summary>
    internal string Code { get; init; } = "";
}
