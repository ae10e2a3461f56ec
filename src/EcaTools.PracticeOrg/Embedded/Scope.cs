namespace EcaTools.PracticeOrg.Embedded;

/// <summary>One OAuth scope in its four vocabularies.</summary>
/// <param name="ConnectedApp">In ConnectedApp metadata.</param>
/// <param name="ExternalClientApp">In ECA metadata.</param>
/// <param name="Runtime">In OAuth requests and answers.</param>
/// <param name="Field">The Boolean field of the ExtlClntAppOauthSettings sObject.</param>
/// <param name="Since">The first API version that has it.</param>
internal sealed record Scope(
    string ConnectedApp,
    string ExternalClientApp,
    string Runtime,
    string Field,
    int Since = 0
);
