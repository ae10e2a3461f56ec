namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>What kind of file mentions a key, as far as its name tells.</summary>
public enum KeyFileKind : long
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Salesforce metadata.</summary>
    Metadata,

    /// <summary>An Apex class or trigger.</summary>
    Apex,

    /// <summary>A definition of a build or deployment pipeline.</summary>
    Pipeline,

    /// <summary>A file of environment variables.</summary>
    Environment,

    /// <summary>Configuration or data: JSON, YAML, XML, properties and the like.</summary>
    Configuration,

    /// <summary>A script.</summary>
    Script,

    /// <summary>Source code.</summary>
    Source,

    /// <summary>A document, a web page or a log.</summary>
    Document,

    /// <summary>A compiled program or another binary file.</summary>
    Binary,
}
