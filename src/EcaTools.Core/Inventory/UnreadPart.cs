namespace EcaTools.Core.Inventory;

/// <summary>A part of an External Client App that could not be read, so that what it would say is not known.</summary>
/// <param name="Type">The metadata type, such as <c>ExtlClntAppGlobalOauthSettings</c>.</param>
/// <param name="Reason">Why it could not be read.</param>
public sealed record UnreadPart(string Type, string Reason);
