namespace EcaTools.Build.Help;

/// <summary>An example of a help page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Body">Its text and code, in Markdown.</param>
internal sealed record HelpExample(string Title, string Body);
