namespace EcaTools.Tests; public class Placeholder { [Xunit.Fact] public void P() { } }
