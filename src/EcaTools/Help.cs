namespace EcaTools;

/// <summary>Where the help of the cmdlets is read online.</summary>
internal static class Help
{
    /// <summary>The folder of the help pages; a cmdlet's page is its name.</summary>
    public const string Uri = "https://github.com/EcaTools/EcaTools/blob/main/docs/en-US/";
}
