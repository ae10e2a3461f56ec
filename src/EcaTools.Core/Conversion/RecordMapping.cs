namespace EcaTools.Core.Conversion;

/// <summary>A record that a Connected App becomes.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="NameSuffix">What follows the app's name in the record's name. The policies' are those that an org gives the records it generates (field reports).</param>
/// <param name="NeedsOAuth">Whether only an app with OAuth settings has it.</param>
internal sealed record RecordMapping(string Type, string NameSuffix, bool NeedsOAuth);
