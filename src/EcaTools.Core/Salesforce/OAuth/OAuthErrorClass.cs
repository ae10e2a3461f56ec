namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What is known of a response whose error no diagnosis names.</summary>
/// <param name="FromStatus">The first HTTP status of the class.</param>
/// <param name="ToStatus">The last one.</param>
/// <param name="Cause">What such answers have in common.</param>
/// <param name="NextStep">Where to look.</param>
public sealed record OAuthErrorClass(int FromStatus, int ToStatus, string Cause, string NextStep);
